package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.LossBatch.Form;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class EarlyLearningTest {
    private static final double CLIP = 1e-4;

    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 24);
    private final Arena step = device.arena("step", 1 << 24);

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private record Run(float[] losses, float[] gradient) {}

    private Run run(EarlyLearning loss, LossBatch batch, int... index) {
        Pass pass = Pass.training(device, step, null);
        Tensor z = pass.watch(LossBatch.floats(device, data, batch.z, batch.n, batch.k));
        Targets targets = batch.upload(device, data).withIndex(LossBatch.ints(device, data, index));
        Tensor losses = loss.losses(pass, z, targets, null);
        Backward b = pass.backward(losses);
        Run result = new Run(device.floats(losses), device.floats(b.gradient(z)));
        step.reset();
        return result;
    }

    private static double clipped(double p) {
        return Math.min(Math.max(p, CLIP), 1 - CLIP);
    }

    @Test
    void theTableFollowsItsClosedForm() {
        EarlyLearning loss = EarlyLearning.of(device, data, 7, 4, 3, 0.7);
        LossBatch batch = new LossBatch(3, 4, Form.HARD, 1, "closed form");
        for (int visit = 0; visit < 3; visit++) {
            run(loss, batch, 5, 0, 3);
        }
        float[] table = device.floats(loss.table());
        int[] rows = {5, 0, 3};
        double grown = 1 - 0.7 * 0.7 * 0.7;
        for (int i = 0; i < 3; i++) {
            double[] p = LossReference.softmax(batch.outputs(i));
            for (int j = 0; j < 4; j++) {
                assertEquals(grown * p[j], table[rows[i] * 4 + j], 1e-6, "row of example " + i);
            }
        }
        for (int row : new int[] {1, 2, 4, 6}) {
            for (int j = 0; j < 4; j++) {
                assertEquals(0, table[row * 4 + j], "row " + row + " was not visited");
            }
        }
    }

    @Test
    void theUpdateComesBeforeTheUse() {
        EarlyLearning loss = EarlyLearning.of(device, data, 1, 3, 2, 0.6);
        LossBatch batch = new LossBatch(1, 3, Form.HARD, 1, "order");
        float value = run(loss, batch, 0).losses()[0];
        double[] p = LossReference.softmax(batch.outputs(0));
        double u = 0;
        for (double v : p) {
            u += 0.4 * v * v;
        }
        assertEquals(-Math.log(p[batch.hard[0]]) + 2 * Math.log(1 - u), value, 1e-5);
    }

    @Test
    void clippedProbabilitiesEnterTheTableAndTakeNoGradient() {
        EarlyLearning loss = EarlyLearning.of(device, data, 1, 3, 3, 0);
        LossBatch batch = new LossBatch(1, 3, Form.HARD, 1, "clip");
        System.arraycopy(new float[] {30, 0, 25}, 0, batch.z, 0, 3);
        batch.hard[0] = 1;
        Run run = run(loss, batch, 0);
        double[] p = LossReference.softmax(batch.outputs(0));
        double[] c = new double[3];
        double sum = 0;
        for (int j = 0; j < 3; j++) {
            c[j] = clipped(p[j]);
            sum += c[j];
        }
        assertTrue(c[1] == CLIP && c[0] == p[0], "one probability is clipped, one is not");
        float[] table = device.floats(loss.table());
        double[] m = {c[0] / sum, c[1] / sum, c[2] / sum};
        double u = 0;
        for (int j = 0; j < 3; j++) {
            assertEquals(m[j], table[j], 1e-6);
            u += m[j] * c[j];
        }
        double[] want =
                LossReference.gradient(z -> LossReference.value(loss, z, batch.targets(0), m), batch.outputs(0));
        for (int j = 0; j < 3; j++) {
            assertEquals(want[j], run.gradient()[j], 2e-5, "output " + j + " at u = " + u);
        }
    }

    @Test
    void gradientsAreThoseOfAConstantTable() {
        LossBatch batch = new LossBatch(9, 10, Form.PAIR, 2, "constant");
        EarlyLearning loss = EarlyLearning.of(device, data, 9, 10, 3, 0.7);
        int[] rows = {8, 7, 6, 5, 4, 3, 2, 1, 0};
        run(loss, batch, rows);
        Run run = run(loss, batch, rows);
        float[] table = device.floats(loss.table());
        for (int i = 0; i < batch.n; i++) {
            double[] m = new double[10];
            for (int j = 0; j < 10; j++) {
                m[j] = table[rows[i] * 10 + j];
            }
            double[] t = batch.targets(i);
            assertEquals(LossReference.value(loss, batch.outputs(i), t, m), run.losses()[i], 1e-5);
            double[] g = LossReference.gradient(z -> LossReference.value(loss, z, t, m), batch.outputs(i));
            for (int j = 0; j < 10; j++) {
                assertEquals(g[j], (double) run.gradient()[i * 10 + j] * batch.n, 1e-5);
            }
        }
    }

    /** Signs that make ELR work: the second term pulls towards the class that the table favours, whatever the label. */
    @Test
    void theSecondTermPullsTowardsTheTable() {
        Tensor table = LossBatch.floats(device, data, new float[] {0, 0.9f, 0.05f}, 1, 3);
        LossBatch batch = new LossBatch(1, 3, Form.HARD, 1, "signs");
        System.arraycopy(new float[] {1, 1.5f, 0.2f}, 0, batch.z, 0, 3);
        batch.hard[0] = 0;
        float[] with = run(new EarlyLearning(table, 3, 0.7, false), batch, 0).gradient();
        float[] without = run(new EarlyLearning(table, 0, 0.7, false), batch, 0).gradient();
        assertTrue(without[1] > 0, "cross-entropy pushes the favoured class down");
        assertTrue(with[1] < without[1] && with[1] - without[1] < 0, "the second term pulls it up");
        assertTrue(with[0] > without[0], "and the label down");
        assertEquals(0, with[0] + with[1] + with[2], 1e-6, "outputs move against each other");
    }

    @Test
    void evaluationAndZeroWeightsAndAttacksLeaveTheTableAlone() {
        EarlyLearning loss = EarlyLearning.of(device, data, 4, 3, 3, 0.7);
        LossBatch batch = new LossBatch(2, 3, Form.HARD, 1, "alone");
        run(loss, batch, 1, 2);
        float[] before = device.floats(loss.table());
        run(loss.withoutUpdate(), batch, 1, 2);
        Pass pass = Pass.evaluation(device, step);
        Tensor z = LossBatch.floats(device, data, batch.z, 2, 3);
        loss.losses(pass, z, batch.upload(device, data).withIndex(LossBatch.ints(device, data, 1, 2)), null);
        assertArrayEquals(before, device.floats(loss.table()));
        step.reset();
        batch.weights = new float[] {0, 1};
        run(loss, batch, 3, 0);
        float[] after = device.floats(loss.table());
        double[] p = LossReference.softmax(batch.outputs(1));
        for (int j = 0; j < 3; j++) {
            assertEquals(0.3 * p[j], after[j], 1e-6, "the example with a weight counts");
            assertEquals(0, after[9 + j], "the one without does not");
        }
    }

    @Test
    void extremeOutputsGiveFiniteResults() {
        EarlyLearning loss = EarlyLearning.of(device, data, 3, 4, 7, 0.5);
        LossBatch batch = new LossBatch(3, 4, Form.HARD, 1, "extreme");
        float[] rows = {1e4f, -1e4f, 0, 0, -1e4f, -1e4f, -1e4f, -1e4f, 1e4f, 1e4f, 1e4f, 9999};
        System.arraycopy(rows, 0, batch.z, 0, rows.length);
        for (int visit = 0; visit < 60; visit++) {
            Run run = run(loss, batch, 0, 1, 2);
            for (float v : run.losses()) {
                assertTrue(Float.isFinite(v), "loss " + v + " at visit " + visit);
            }
            for (float v : run.gradient()) {
                assertTrue(Float.isFinite(v), "gradient " + v + " at visit " + visit);
            }
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        EarlyLearning loss = EarlyLearning.of(device, data, 4, 3, 3, 0.7);
        LossBatch batch = new LossBatch(2, 3, Form.HARD, 1, "missing");
        Pass pass = Pass.evaluation(device, step);
        Tensor z = LossBatch.floats(device, data, batch.z, 2, 3);
        Targets targets = batch.upload(device, data);
        refused("need an index", () -> loss.losses(pass, z, targets, null));
        String index =
                DeviceUnderTest.isCpu() ? " at position 1 of the batch: 0 to 3" : " outside of a table of 4 rows";
        refused("index 4" + index, () -> run(loss, batch, 0, 4));
        refused(
                "a table of F32[4, 3]",
                () -> loss.losses(
                        pass, data.floats(2, 5), targets.withIndex(LossBatch.ints(device, data, 0, 1)), null));
        refused("beta 1.0", () -> new EarlyLearning(loss.table(), 3, 1, true));
        refused("lambda -1.0", () -> new EarlyLearning(loss.table(), -1, 0.7, true));
        assertEquals(loss.table(), loss.state().get("elr.table"));
    }

    private static void refused(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
