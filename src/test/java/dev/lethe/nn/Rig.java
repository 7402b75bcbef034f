package dev.lethe.nn;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.function.IntToDoubleFunction;

/** A checked device with an arena for data and one for steps, and a network bound to it. */
final class Rig implements AutoCloseable {
    final Device device;
    final Arena data;
    final Arena step;
    final Tensor clock;
    final Module network;
    final Parameters parameters;

    Rig(Module network) {
        this(DeviceUnderTest.checked(), network);
    }

    /** A network on {@code device}, which is closed with this. */
    Rig(Device device, Module network) {
        this.device = device;
        this.network = network;
        data = device.arena("data", 1L << 30);
        step = device.arena("step", 1L << 30);
        clock = data.ints(ClockState.LENGTH);
        try {
            this.parameters = Parameters.of(device, network, 1);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
        device.upload(new int[ClockState.LENGTH], clock);
    }

    /** Standard normal values, of their own for each {@code site}. */
    static float[] normals(int n, String site) {
        RandomStream random = new RandomStream(11, site);
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) random.normal();
        }
        return v;
    }

    /** A resident tensor of standard normal values. */
    Tensor normal(String site, int... dims) {
        Tensor t = data.tensor(DType.F32, Shape.of(dims));
        device.upload(normals(t.count(), site), t);
        return t;
    }

    /** Resident integers below {@code bound}. */
    Tensor integers(String site, int bound, int... dims) {
        RandomStream random = new RandomStream(11, site);
        Tensor t = data.tensor(DType.I32, Shape.of(dims));
        int[] v = new int[t.count()];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.below(bound);
        }
        device.upload(v, t);
        return t;
    }

    Pass training() {
        step.reset();
        return Pass.training(device, step, clock, parameters);
    }

    /** The output without a tape, but as in training. */
    float[] output(Tensor x, Pass.Switches switches) {
        step.reset();
        return device.floats(network.forward(Pass.computing(device, step, clock, switches), x));
    }

    /** Poisons the gradients of all parameters, so that reading one that was not written shows. */
    void poison() {
        parameters.applied();
        float[] nan = new float[parameters.gradients().count()];
        java.util.Arrays.fill(nan, Float.NaN);
        device.upload(nan, parameters.gradients());
    }

    /** Adds normal values of standard deviation {@code std} to all parameters: away from zeros and tiny weights. */
    void spread(double std) {
        for (Parameter p : parameters.list()) {
            float[] v = device.floats(p.value());
            float[] noise = normals(v.length, p.name());
            for (int i = 0; i < v.length; i++) {
                v[i] += (float) (std * noise[i]);
            }
            device.upload(v, p.value());
        }
    }

    /** Sets the parameters whose name ends so to {@code value}, every second with the other sign. */
    void alternate(String suffix, float value) {
        set(suffix, i -> i % 2 == 0 ? value : -value);
    }

    /** Sets the parameters whose name ends so, element by element. */
    void set(String suffix, IntToDoubleFunction value) {
        for (Parameter p : parameters.list()) {
            if (p.name().endsWith(suffix)) {
                float[] v = new float[p.value().count()];
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float) value.applyAsDouble(i);
                }
                device.upload(v, p.value());
            }
        }
    }

    /** The gradient of a parameter. */
    float[] gradient(Parameter p) {
        long at = p.value().offset() - parameters.values().offset();
        return device.floats(parameters.gradients().view(at, p.shape()));
    }

    @Override
    public void close() {
        parameters.close();
        step.close();
        data.close();
        device.close();
    }
}
