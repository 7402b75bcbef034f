package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.nn.Activations;
import dev.lethe.nn.Linear;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.nn.Sequential;
import dev.lethe.op.Log;
import dev.lethe.op.Scale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class FirstNotFiniteTest {
    private static final int N = 5;

    /** y = x, with a derivative that is infinite. */
    private record Cliff(Tensor x, Tensor y) implements Op {
        static Tensor cliff(Pass pass, Tensor x) {
            Tensor y = pass.like(x);
            pass.launch(Backward.AXPBY)
                    .in(x)
                    .f32(1)
                    .out(y)
                    .f32(0)
                    .i32(x.count())
                    .each(x.size());
            return pass.record(new Cliff(x, y), x);
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public void backward(Backward b) {
            b.send(x, Float.POSITIVE_INFINITY, b.of(y));
        }
    }

    /** What is found in a step of a network between two linear layers. */
    private static FirstNotFinite.Finding watch(Module between, float... column) {
        Sequential model = new Sequential(new Linear(1, 3), between, new Linear(3, 2));
        try (Device device = DeviceUnderTest.checked();
                Arena data = device.arena("data", Arena.UNLIMITED);
                Arena step = device.arena("step", Arena.UNLIMITED);
                Parameters parameters = Parameters.of(device, model, 3)) {
            Tensor x = data.floats(N, 1);
            device.upload(column, x);
            Tensor labels = data.ints(N);
            device.upload(new int[] {0, 1, 0, 1, 1}, labels);
            FirstNotFinite first = new FirstNotFinite(device, parameters.named(), N);
            Pass pass = Pass.training(device, step, null, parameters).observed(first);
            Tensor outputs = model.forward(pass, x);
            pass.backward(new CrossEntropy(0).losses(pass, outputs, Targets.hard(labels), null));
            return first.finding();
        }
    }

    @Test
    void aHealthyStepHasNone() {
        assertNull(watch(Activations.tanh(), 1, 2, 3, 4, 5));
    }

    @Test
    void anOperationWithoutParametersIsNamedByTheLayerBefore() {
        FirstNotFinite.Finding found = watch((pass, x) -> Log.log(pass, Scale.scale(pass, x, 0)), 1, 2, 3, 4, 5);
        assertEquals("the output of Log, after layer 0", found.where());
        assertEquals("0", found.layer());
        assertEquals(Float.NEGATIVE_INFINITY, found.value());
        assertEquals(-1, found.row(), "all rows are infinite, none is the cause");
    }

    @Test
    void aRowThatAloneIsNotFiniteIsTheExample() {
        FirstNotFinite.Finding found = watch(Activations.relu(), 1, 2, 3, Float.NaN, 5);
        assertEquals(3, found.row());
        assertEquals("0", found.layer());
        assertTrue(found.where().startsWith("an input of "), found.where());
    }

    @Test
    void aDerivativeThatIsNotFiniteIsNamed() {
        FirstNotFinite.Finding found = watch(Cliff::cliff, 1, 2, 3, 4, 5);
        assertEquals("the gradient of the input of Cliff, after layer 0", found.where());
        assertEquals("0", found.layer());
    }
}
