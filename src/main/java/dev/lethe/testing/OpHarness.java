package dev.lethe.testing;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Checks an operation on a device, from nothing but a way to call it.
 *
 * <p>Its gradients against four-point differences, coordinate by coordinate, with random cotangents: directions alone
 * miss errors that are spread over many elements. That gradients add exactly to what has arrived; that a second run
 * gives the same bits; that without a tape the output has the same bits; that nothing touches memory outside its
 * tensors or reads what was not written (on a device with checked memory).
 */
public final class OpHarness {
    private static final long ARENA = 1L << 30;

    private final Device device;

    public OpHarness(Device device) {
        this.device = device;
    }

    /** A forward and backward run: the output and the gradients of the differentiable inputs, null for others. */
    public record Run(float[] output, float[][] gradients) {}

    /**
     * Checks one case.
     *
     * @throws AssertionError naming the case, the input and the element that is wrong
     */
    public void check(OpCase c) {
        coordinates(c, checkBits(c));
    }

    /**
     * Checks all but the gradients' values: finite numbers, the same bits in a second run and without a tape, gradients
     * that add exactly.
     *
     * @throws AssertionError as {@link #check}
     */
    public Run checkBits(OpCase c) {
        Run first = run(c, values(c), null);
        requireFinite(c, "output", first.output());
        for (int i = 0; i < first.gradients().length; i++) {
            if (c.inputs().get(i).differentiable()) {
                requireFinite(c, "gradient of input " + i, first.gradients()[i]);
            }
        }
        sameBits(c, "a second run", first, run(c, values(c), null));
        if (!Arrays.equals(first.output(), forward(c, values(c)))) {
            throw new AssertionError(c + ": the output without a tape differs from that with one");
        }
        addsExactly(c, first);
        return first;
    }

    /** Runs a case forward and backward, for comparisons between devices and with other libraries. */
    public Run run(OpCase c) {
        return run(c, values(c), null);
    }

    /** The operations that a case puts on the tape of a pass. */
    public List<Op> recorded(OpCase c) {
        try (Arena data = device.arena("inputs", ARENA);
                Arena step = device.arena("step", ARENA)) {
            Tensor[] in = upload(c, data, values(c));
            Pass pass = Pass.recording(device, step, clock(data), c.switches());
            watch(c, pass, in);
            c.build().build(pass, in);
            return List.copyOf(pass.recorded());
        }
    }

    private static void watch(OpCase c, Pass pass, Tensor[] in) {
        for (int i = 0; i < in.length; i++) {
            if (c.inputs().get(i).differentiable()) {
                pass.watch(in[i]);
            }
        }
    }

    /** The cotangent that {@link #run} differentiates with, for an output of {@code n} elements. */
    public static float[] cotangent(OpCase c, int n) {
        return normals(c, "cotangent", n);
    }

    private static float[] normals(OpCase c, String what, int n) {
        RandomStream random = new RandomStream(1, c.name() + what);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    private static float[][] values(OpCase c) {
        float[][] all = new float[c.inputs().size()][];
        for (int i = 0; i < all.length; i++) {
            float[] v = c.inputs().get(i).floats();
            all[i] = v == null ? null : v.clone();
        }
        return all;
    }

    private Tensor[] upload(OpCase c, Arena data, float[][] values) {
        List<OpCase.Input> inputs = c.inputs();
        Tensor[] in = new Tensor[inputs.size()];
        for (int i = 0; i < in.length; i++) {
            OpCase.Input input = inputs.get(i);
            in[i] = data.tensor(input.type(), input.shape());
            if (input.type() == DType.F32) {
                device.upload(values[i], in[i]);
            } else {
                device.upload(input.ints(), in[i]);
            }
        }
        return in;
    }

    private Tensor clock(Arena data) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.STEP] = 7;
        state[ClockState.SEED_LOW] = 42;
        Tensor clock = data.ints(state.length);
        device.upload(state, clock);
        return clock;
    }

    private float[] forward(OpCase c, float[][] values) {
        try (Arena data = device.arena("inputs", ARENA);
                Arena step = device.arena("step", ARENA)) {
            return forward(c, values, data, step);
        }
    }

    /** The same in arenas that are used again: the many runs of one case take their memory once. */
    private float[] forward(OpCase c, float[][] values, Arena data, Arena step) {
        data.reset();
        step.reset();
        Pass pass = Pass.computing(device, step, clock(data), c.switches());
        return device.floats(c.build().build(pass, upload(c, data, values)));
    }

    private Run run(OpCase c, float[][] values, float[][] arrived) {
        try (Arena data = device.arena("inputs", ARENA);
                Arena step = device.arena("step", ARENA)) {
            Tensor[] in = upload(c, data, values);
            Pass pass = Pass.recording(device, step, clock(data), c.switches());
            watch(c, pass, in);
            Tensor[] before = new Tensor[in.length];
            for (int i = 0; i < in.length; i++) {
                if (c.inputs().get(i).differentiable() && arrived != null) {
                    before[i] = data.tensor(DType.F32, in[i].shape());
                    device.upload(arrived[i], before[i]);
                }
            }
            Tensor y = c.build().build(pass, in);
            float[] output = device.floats(y);
            Tensor cotangent = data.tensor(DType.F32, y.shape());
            device.upload(cotangent(c, y.count()), cotangent);
            Backward b = pass.backward(Probe.probe(pass, y, cotangent, in, before));
            float[][] gradients = new float[in.length][];
            for (int i = 0; i < in.length; i++) {
                if (c.inputs().get(i).differentiable()) {
                    Tensor g = b.gradient(in[i]);
                    if (g == null) {
                        throw new AssertionError(c + ": no gradient reached input " + i);
                    }
                    gradients[i] = device.floats(g);
                }
            }
            return new Run(output, gradients);
        }
    }

    private void addsExactly(OpCase c, Run first) {
        float[][] arrived = new float[c.inputs().size()][];
        for (int i = 0; i < arrived.length; i++) {
            if (c.inputs().get(i).differentiable()) {
                arrived[i] = normals(c, "arrived" + i, first.gradients()[i].length);
            }
        }
        Run added = run(c, values(c), arrived);
        for (int i = 0; i < arrived.length; i++) {
            for (int j = 0; arrived[i] != null && j < arrived[i].length; j++) {
                float want = arrived[i][j] + first.gradients()[i][j];
                if (added.gradients()[i][j] != want) {
                    throw new AssertionError(c + ": gradient of input " + i + ", element " + j + ": " + want
                            + " is what arrived plus its own, but it is " + added.gradients()[i][j]);
                }
            }
        }
    }

    private void coordinates(OpCase c, Run run) {
        try (Arena data = device.arena("inputs", ARENA);
                Arena step = device.arena("step", ARENA)) {
            coordinates(c, run, v -> forward(c, v, data, step));
        }
    }

    private static void coordinates(OpCase c, Run run, Function<float[][], float[]> forward) {
        float[] cotangent = cotangent(c, run.output().length);
        for (int i = 0; i < c.inputs().size(); i++) {
            if (!c.inputs().get(i).differentiable()) {
                continue;
            }
            float[] g = run.gradients()[i];
            double[] numeric = new double[g.length];
            double norm = 0;
            double error = 0;
            int worst = 0;
            for (int j = 0; j < g.length; j++) {
                numeric[j] = slope(c, i, j, run.output(), cotangent, forward);
                norm += numeric[j] * numeric[j];
                error += (numeric[j] - g[j]) * (numeric[j] - g[j]);
                if (Math.abs(numeric[j] - g[j]) > Math.abs(numeric[worst] - g[worst])) {
                    worst = j;
                }
            }
            double relative = Math.sqrt(error) / Math.max(Math.sqrt(norm), 1e-3);
            if (!(relative <= c.tolerance())) {
                throw new AssertionError(c + ": gradient of input " + i + " is off by " + relative
                        + " of its norm; worst at element " + worst + ": " + g[worst] + " where differences give "
                        + numeric[worst]);
            }
        }
    }

    /**
     * The derivative of the cotangent product by one coordinate: four points, error of order h^4. Changes from the
     * output at the centre are added up, not outputs: those of the other elements would leave their rounding.
     */
    private static double slope(
            OpCase c, int input, int element, float[] centre, float[] cotangent, Function<float[][], float[]> forward) {
        double h = c.step();
        float[][] values = values(c);
        float at = values[input][element];
        double near = 0;
        double far = 0;
        for (int side = -1; side <= 1; side += 2) {
            values[input][element] = (float) (at + side * h);
            double reached = values[input][element] - at;
            near += change(forward.apply(values), centre, cotangent) * (h / reached);
            values[input][element] = (float) (at + 2 * side * h);
            reached = values[input][element] - at;
            far += change(forward.apply(values), centre, cotangent) * (2 * h / reached);
        }
        return (8 * near - far) / (12 * h);
    }

    private static double change(float[] y, float[] centre, float[] cotangent) {
        double s = 0;
        for (int i = 0; i < y.length; i++) {
            s += ((double) y[i] - centre[i]) * cotangent[i];
        }
        return s;
    }

    private static void requireFinite(OpCase c, String what, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new AssertionError(c + ": " + what + " is " + values[i] + " at element " + i);
            }
        }
    }

    private static void sameBits(OpCase c, String what, Run a, Run b) {
        if (!Arrays.equals(a.output(), b.output()) || !Arrays.deepEquals(a.gradients(), b.gradients())) {
            throw new AssertionError(c + ": " + what + " gives other bits");
        }
    }
}
