package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.nn.Buffer;
import dev.lethe.nn.Declaration;
import dev.lethe.nn.Init;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;

/** A device, a clock, and parameters that no network uses: a matrix that decays, a vector that does not, a buffer. */
final class Owned implements AutoCloseable {
    final Device device = DeviceUnderTest.checked();
    final Arena arena = device.arena("data", 1 << 24);
    final Clock clock = new Clock(device, arena, 5);
    final Parameter w = Parameter.of("w", Init.normal(0, 1), 33, 31);
    final Parameter b = Parameter.of("b", Init.normal(0, 1), 33);
    final Buffer mean = new Buffer("mean", 2, 7);
    final Parameters parameters = Parameters.of(device, new Holder(), 3);

    private final class Holder implements Module {
        @Override
        public Tensor forward(Pass pass, Tensor x) {
            return x;
        }

        @Override
        public void declare(Declaration into) {
            into.parameter(b);
            into.parameter(w);
            into.buffer(mean);
        }
    }

    /** The gradients of step {@code s}: as a backward pass would, each parameter is claimed and written. */
    void gradients(int s) {
        for (Parameter p : parameters.list()) {
            Tensor place = parameters.claim(parameters.indexOf(p.value())).tensor();
            device.upload(gradient(p, s), place);
        }
    }

    float[] gradient(Parameter p, int s) {
        RandomStream random = new RandomStream(s, p.name());
        float[] g = new float[p.value().count()];
        for (int i = 0; i < g.length; i++) {
            g[i] = (float) random.normal();
        }
        return g;
    }

    float[] values(Parameter p) {
        return device.floats(p.value());
    }

    @Override
    public void close() {
        parameters.close();
        arena.close();
        device.close();
    }
}
