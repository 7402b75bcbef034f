package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import java.util.function.Function;

/** A device with inputs on it, on which operations are called forward and backward. */
final class OpTrial implements AutoCloseable {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 26);
    private final Arena step = device.arena("step", 1 << 26);

    Tensor tensor(float[] values, int... dims) {
        Tensor t = data.floats(dims);
        device.upload(values, t);
        return t;
    }

    Tensor normal(String name, int... dims) {
        return tensor(normals(name, (int) Shape.of(dims).size()), dims);
    }

    static float[] normals(String name, int n) {
        RandomStream random = new RandomStream(5, name);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    float[] read(Tensor t) {
        return device.floats(t);
    }

    /** The output of {@code op} in a pass that records nothing. */
    float[] forward(Pass.Switches switches, Function<Pass, Tensor> op) {
        step.reset();
        return device.floats(op.apply(Pass.computing(device, step, null, switches)));
    }

    float[] forward(Function<Pass, Tensor> op) {
        return forward(Pass.Switches.TRAINING, op);
    }

    /** The gradients of {@code inputs} of the inner product of the output of {@code op} and {@code cotangent}. */
    float[][] gradients(float[] cotangent, Function<Pass, Tensor> op, Tensor... inputs) {
        step.reset();
        Pass pass = Pass.recording(device, step, null, Pass.Switches.TRAINING);
        for (Tensor x : inputs) {
            pass.watch(x);
        }
        Tensor y = op.apply(pass);
        Tensor dy = step.tensor(y.type(), y.shape());
        device.upload(cotangent, dy);
        Backward b = pass.backward(y, dy);
        float[][] all = new float[inputs.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = device.floats(b.gradient(inputs[i]));
        }
        return all;
    }

    @Override
    public void close() {
        step.close();
        data.close();
        device.close();
    }
}
