package dev.lethe.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.op.Add;
import dev.lethe.op.Affine;
import dev.lethe.op.Exp;
import dev.lethe.op.Multiply;
import dev.lethe.op.Scale;
import dev.lethe.op.Sum;
import dev.lethe.op.Tanh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class PassTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 20);
    private final Arena step = device.arena("step", 1 << 20);
    private final FixedLeaves a = new FixedLeaves(device, data);
    private final FixedLeaves b = new FixedLeaves(device, data);
    private Tensor x;

    @BeforeEach
    void leaves() {
        x = data.floats(3, 4);
        device.upload(FixedLeaves.normals(1, 1, 12), x);
        a.add(2, 1, 5, 4);
        a.add(3, 1, 5);
        b.add(4, 1, 5, 4);
        b.add(5, 1, 5);
    }

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private Tensor network(Pass pass, FixedLeaves set, Tensor in) {
        return Tanh.tanh(
                pass, Affine.affine(pass, in, set.values().get(0), set.values().get(1)));
    }

    private Pass training(Leaves... sets) {
        return Pass.training(device, step, null, sets);
    }

    @Test
    void twoNetworksInOnePassGetTheirOwnGradients() {
        Pass one = training(a);
        one.backward(Sum.sum(one, network(one, a, x)));
        float[] alone = a.gradientValues(0);
        a.applied();
        Pass two = training(b);
        two.backward(Sum.sum(two, network(two, b, x)));
        float[] other = b.gradientValues(0);
        b.applied();
        Pass both = training(a, b);
        Tensor y = Add.add(both, Sum.sum(both, network(both, a, x)), Sum.sum(both, network(both, b, x)));
        both.backward(y);
        assertArrayEquals(alone, a.gradientValues(0));
        assertArrayEquals(other, b.gradientValues(0));
    }

    @Test
    void oneNetworkTwiceInAPassAddsBothGradients() {
        Tensor z = data.floats(3, 4);
        device.upload(FixedLeaves.normals(6, 1, 12), z);
        float[][] single = new float[2][];
        Tensor[] inputs = {x, z};
        for (int i = 0; i < 2; i++) {
            Pass pass = training(a);
            pass.backward(Sum.sum(pass, network(pass, a, inputs[i])));
            single[i] = a.gradientValues(0);
            a.applied();
        }
        Pass pass = training(a);
        Tensor first = Sum.sum(pass, network(pass, a, x));
        pass.backward(Add.add(pass, first, Sum.sum(pass, network(pass, a, z))));
        float[] got = a.gradientValues(0);
        for (int i = 0; i < got.length; i++) {
            assertEquals(single[0][i] + single[1][i], got[i], 1e-5);
        }
    }

    @Test
    void gradientsAddOverPassesUntilApplied() {
        Pass first = training(a);
        first.backward(Sum.sum(first, network(first, a, x)));
        float[] once = a.gradientValues(0);
        Pass second = training(a);
        second.backward(Sum.sum(second, network(second, a, x)));
        float[] twice = a.gradientValues(0);
        for (int i = 0; i < once.length; i++) {
            assertEquals(2 * once[i], twice[i], 1e-5);
        }
    }

    @Test
    void oneInputOnTwoTapesHasTwoGradients() {
        Pass p = training();
        Pass q = training();
        p.watch(x);
        q.watch(x);
        Tensor u = Sum.sum(p, Scale.scale(p, x, 2));
        Tensor v = Sum.sum(q, Scale.scale(q, x, 3));
        Backward dp = p.backward(u);
        Backward dq = q.backward(v);
        assertEquals(2, device.floats(dp.gradient(x))[0]);
        assertEquals(3, device.floats(dq.gradient(x))[0]);
    }

    @Test
    void twoUsesOfOneTensorAdd() {
        Pass pass = training();
        pass.watch(x);
        Tensor square = Multiply.multiply(pass, x, x);
        Backward back = pass.backward(Sum.sum(pass, Add.add(pass, square, square)));
        float[] values = device.floats(x);
        float[] got = device.floats(back.gradient(x));
        for (int i = 0; i < got.length; i++) {
            assertEquals(4 * values[i], got[i], 1e-6);
        }
    }

    @Test
    void reshapedViewsShareAGradient() {
        Pass pass = training();
        pass.watch(x);
        Tensor y = Multiply.multiply(pass, x.reshape(2, 6), x.reshape(2, 6));
        Backward back = pass.backward(Sum.sum(pass, y.reshape(12)));
        assertEquals(x.shape(), back.gradient(x).shape());
        assertEquals(2 * device.floats(x)[5], device.floats(back.gradient(x))[5]);
    }

    @Test
    void leavesThatNobodyClaimedGetZeros() {
        Pass pass = training(a, b);
        pass.backward(Sum.sum(pass, network(pass, a, x)));
        assertArrayEquals(new float[20], b.gradientValues(0));
        assertArrayEquals(new float[5], b.gradientValues(1));
        assertTrue(a.gradientValues(0)[0] != 0);
    }

    @Test
    void frozenLeavesGetNoGradient() {
        a.freeze(0);
        Pass pass = training(a);
        pass.backward(Sum.sum(pass, network(pass, a, x)));
        assertArrayEquals(new float[20], a.gradientValues(0));
        assertTrue(a.gradientValues(1)[0] != 0);
    }

    @Test
    void theMeanIsDifferentiatedUnlessACotangentIsGiven() {
        Pass pass = training();
        pass.watch(x);
        Tensor y = Scale.scale(pass, x, 6);
        assertEquals(0.5f, device.floats(pass.backward(y).gradient(x))[0]);
        Tensor cotangent = data.floats(3, 4);
        device.upload(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, cotangent);
        assertEquals(66, device.floats(pass.backward(y, cotangent).gradient(x))[11]);
        refused("cotangent F32[2, 4]", () -> pass.backward(y, cotangent.slice(0, 2)));
    }

    @Test
    void aWatchedIntermediateKeepsItsGradient() {
        Pass pass = training();
        pass.watch(x);
        Tensor y = Exp.exp(pass, x);
        pass.watch(y);
        Tensor z = Exp.exp(pass, Scale.scale(pass, Scale.scale(pass, y, 2), 0.5f));
        Backward back = pass.backward(Sum.sum(pass, z));
        float[] e = device.floats(y);
        float[] dy = device.floats(back.gradient(y));
        for (int i = 0; i < e.length; i++) {
            assertEquals(Math.exp(e[i]), dy[i], 1e-5 * Math.exp(e[i]));
        }
        refused("was not watched", () -> back.gradient(z));
    }

    @Test
    void inputsOfBothArenasMayBeWatched() {
        Pass pass = training();
        Tensor u = step.floats(3, 4);
        device.upload(FixedLeaves.normals(7, 1, 12), u);
        pass.watch(u);
        pass.watch(x);
        Backward back = pass.backward(Sum.sum(pass, Multiply.multiply(pass, u, x)));
        assertArrayEquals(device.floats(x), device.floats(back.gradient(u)));
        assertArrayEquals(device.floats(u), device.floats(back.gradient(x)));
    }

    @Test
    void whatTheOutputDoesNotDependOnHasNoGradient() {
        Pass pass = training();
        Tensor z = data.floats(2);
        device.upload(new float[] {1, 2}, z);
        pass.watch(x);
        pass.watch(z);
        Exp.exp(pass, z);
        Backward back = pass.backward(Sum.sum(pass, x));
        assertNull(back.gradient(z));
    }

    @Test
    void recordsOnlyWhatIsDifferentiated() {
        Pass pass = training();
        Tensor z = data.floats(2);
        device.upload(new float[] {1, 2}, z);
        Exp.exp(pass, z);
        assertEquals(0, pass.recorded().size());
        pass.watch(x);
        Tensor y = Exp.exp(pass, x);
        assertEquals(1, pass.recorded().size());
        assertEquals(y, pass.recorded().get(0).output());
        assertEquals(0, Pass.evaluation(device, step).recorded().size());
    }

    @Test
    void namesWhatCannotBeDifferentiated() {
        Pass pass = training(a);
        refused("nothing to differentiate: F32[3, 4]", () -> pass.backward(Exp.exp(pass, x)));
        Tensor y = network(pass, a, x);
        Tensor part = y.slice(0, 2);
        refused("a view of a part, F32[2, 5]", () -> Exp.exp(pass, part));
        refused("a view of a part, F32[2, 5]", () -> pass.backward(part));
        refused("a view of a part, F32[1, 4]", () -> pass.watch(x.slice(0, 1)));
        Pass none = Pass.evaluation(device, step);
        assertThrows(IllegalStateException.class, () -> none.watch(x));
        assertThrows(IllegalStateException.class, () -> none.backward(x));
        assertThrows(IllegalStateException.class, none::clock);
    }

    @Test
    void inputsAreWatchedBeforeTheFirstOperation() {
        Pass pass = training(a);
        Tensor y = Sum.sum(pass, network(pass, a, x));
        String message =
                assertThrows(IllegalStateException.class, () -> pass.watch(x)).getMessage();
        assertTrue(message.contains("watch F32[3, 4] before the first operation"), message);
        pass.backward(y);
        assertTrue(Float.isFinite(a.gradientValues(0)[0]));
    }

    @Test
    void aTensorThatAnUnrecordedOperationHasTakenIsNotWatched() {
        Pass pass = Pass.recording(device, step, null, Pass.Switches.TRAINING);
        Tensor y = Scale.scale(pass, x, 2);
        for (Tensor late : new Tensor[] {x, y}) {
            if (late == y) {
                Scale.scale(pass, y, 3);
            }
            String message = assertThrows(IllegalStateException.class, () -> pass.watch(late))
                    .getMessage();
            assertTrue(message.contains("before it is used"), message);
        }
    }

    private static void refused(String what, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }
}
