package dev.lethe.testing;

import dev.lethe.DType;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One operation on inputs of given shapes, for {@link OpHarness}.
 *
 * <pre>{@code
 * OpCase.of("affine 5x7x3", (pass, in) -> Affine.affine(pass, in[0], in[1], in[2]))
 *     .input(5, 7).input(3, 7).input(3)
 * }</pre>
 */
public final class OpCase {
    /** Calls the operation under test; {@code in} are the inputs in the order they were declared. */
    @FunctionalInterface
    public interface Build {
        Tensor build(Pass pass, Tensor[] in);
    }

    /**
     * One input: its values as uploaded, and whether its gradient is checked. The arrays are the case's own and not to
     * be written.
     *
     * @param floats the values of an F32 input, else null
     * @param ints the values of an I32 input, else null
     */
    public record Input(DType type, Shape shape, float[] floats, int[] ints, boolean differentiable) {}

    private final String name;
    private final Build build;
    private final List<Input> inputs = new ArrayList<>();
    private Pass.Switches switches = Pass.Switches.TRAINING;
    private double step = 1.0 / 16;
    private double tolerance = 1e-4;

    private OpCase(String name, Build build) {
        this.name = name;
        this.build = build;
    }

    public static OpCase of(String name, Build build) {
        return new OpCase(name, build);
    }

    /** A differentiable input of standard normal values. */
    public OpCase input(int... dims) {
        return input(v -> v, dims);
    }

    /** A differentiable input of values {@code map(v)}, v standard normal: to keep off kinks and out of domains. */
    public OpCase input(DoubleUnaryOperator map, int... dims) {
        inputs.add(new Input(DType.F32, Shape.of(dims), draw(map, dims), null, true));
        return this;
    }

    /** An input whose gradient is not checked. */
    public OpCase constant(DoubleUnaryOperator map, int... dims) {
        inputs.add(new Input(DType.F32, Shape.of(dims), draw(map, dims), null, false));
        return this;
    }

    /** An input of given values whose gradient is not checked. */
    public OpCase values(float[] values, int... dims) {
        inputs.add(new Input(DType.F32, Shape.of(dims), values.clone(), null, false));
        return this;
    }

    /** An integer input of given values. */
    public OpCase values(int[] values, int... dims) {
        inputs.add(new Input(DType.I32, Shape.of(dims), null, values.clone(), false));
        return this;
    }

    /** An integer input, uniform below {@code bound}. */
    public OpCase labels(int bound, int... dims) {
        RandomStream random = new RandomStream(inputs.size(), name);
        int[] values = new int[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.below(bound);
        }
        return values(values, dims);
    }

    /** Switches of the pass; training is the default. */
    public OpCase switches(Pass.Switches value) {
        switches = value;
        return this;
    }

    /** Distance of the four-point stencil; a power of two. Default 1/16. */
    public OpCase step(double value) {
        step = value;
        return this;
    }

    /**
     * Allowed error of a gradient relative to its norm. Default 1e-4; to be raised only with a reason, such as a
     * function whose curvature float32 differences cannot resolve.
     */
    public OpCase tolerance(double value) {
        tolerance = value;
        return this;
    }

    public String name() {
        return name;
    }

    Build build() {
        return build;
    }

    /** The inputs in the order they were declared, for comparisons with other libraries. */
    public List<Input> inputs() {
        return inputs;
    }

    Pass.Switches switches() {
        return switches;
    }

    double step() {
        return step;
    }

    double tolerance() {
        return tolerance;
    }

    private float[] draw(DoubleUnaryOperator map, int... dims) {
        RandomStream random = new RandomStream(inputs.size(), name);
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) map.applyAsDouble(random.normal());
        }
        return values;
    }

    @Override
    public String toString() {
        return name;
    }
}
