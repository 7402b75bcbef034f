package dev.lethe.autograd;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * One trip of data through networks: where it computes, what it records, and how layers behave.
 *
 * <p>It is handed to every operation, and takes the place of thread-locals and training flags. Two networks may run in
 * one pass, one network twice, and one input be part of several passes.
 */
public final class Pass {
    /** Which statistics batch normalisation uses. */
    public enum Statistics {
        /** Mean and variance of the batch. */
        BATCH,
        /** The running averages kept in the layer's buffers. */
        RUNNING
    }

    /**
     * How layers behave; the three are independent.
     *
     * @param statistics what batch normalisation normalises with
     * @param updateStatistics whether it updates its running averages
     * @param dropout whether dropout drops
     */
    public record Switches(Statistics statistics, boolean updateStatistics, boolean dropout) {
        public static final Switches TRAINING = new Switches(Statistics.BATCH, true, true);
        public static final Switches EVALUATION = new Switches(Statistics.RUNNING, false, false);
    }

    private final Device device;
    private final Arena arena;
    private final Tensor clock;
    private final Switches switches;
    private final Tape tape;
    private int site;
    private Observer observer;

    private Pass(Device device, Arena arena, Tensor clock, Switches switches, Tape tape) {
        this.device = device;
        this.arena = arena;
        this.clock = clock;
        this.switches = switches;
        this.tape = tape;
    }

    /**
     * A pass that records, to be followed by {@link #backward}.
     *
     * @param clock state of the clock, see {@code dev.lethe.optim.Clock}; null if nothing random is used
     * @param leaves whose gradients are wanted; none for an attack that wants only those of watched inputs
     */
    public static Pass recording(Device device, Arena arena, Tensor clock, Switches switches, Leaves... leaves) {
        return new Pass(device, arena, clock, switches, new Tape(arena, leaves));
    }

    /** A pass that only computes. */
    public static Pass computing(Device device, Arena arena, Tensor clock, Switches switches) {
        return new Pass(device, arena, clock, switches, null);
    }

    /** A training pass: records, batch statistics, dropout. */
    public static Pass training(Device device, Arena arena, Tensor clock, Leaves... leaves) {
        return recording(device, arena, clock, Switches.TRAINING, leaves);
    }

    /** An evaluation pass: no tape, running statistics, no dropout. */
    public static Pass evaluation(Device device, Arena arena) {
        return computing(device, arena, null, Switches.EVALUATION);
    }

    public Device device() {
        return device;
    }

    public Arena arena() {
        return arena;
    }

    public Switches switches() {
        return switches;
    }

    /** Whether {@link #clock} has one to give. */
    public boolean hasClock() {
        return clock != null;
    }

    /**
     * State of the device-side clock, I32: step, low and high half of the seed, and more; what random kernels read.
     *
     * @throws IllegalStateException if this pass has none
     */
    public Tensor clock() {
        if (clock == null) {
            throw new IllegalStateException("this pass draws random numbers but was given no clock");
        }
        return clock;
    }

    /**
     * Numbers the places that draw random numbers from {@code first} on, not from 0. Passes of one step that must not
     * draw the same bits (micro-batches, two views, two networks) need ranges of their own.
     *
     * @return this pass
     */
    public Pass sitesFrom(int first) {
        site = first;
        return this;
    }

    /** A number of its own for each place of this pass that draws random numbers, in order of the calls. */
    public int nextSite() {
        return site++;
    }

    /**
     * Tells {@code by} of every operation from now on; null for nobody.
     *
     * @return this pass
     */
    public Pass observed(Observer by) {
        observer = by;
        return this;
    }

    /** Who is told, for a further pass of the same step; null for nobody. */
    public Observer observer() {
        return observer;
    }

    public Launch launch(Kernel kernel) {
        return device.launch(kernel);
    }

    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        device.gemm(spec, a, b, c);
    }

    /** An uninitialised float tensor that lives until the arena is reset. */
    public Tensor floats(int... dims) {
        return arena.floats(dims);
    }

    /** As {@link #floats(int...)} of a given shape. */
    public Tensor floats(Shape shape) {
        return arena.tensor(DType.F32, shape);
    }

    /** As {@link #floats(int...)}, of integers. */
    public Tensor ints(int... dims) {
        return arena.ints(dims);
    }

    /** An uninitialised tensor of the type and shape of {@code t}. */
    public Tensor like(Tensor t) {
        return arena.tensor(t.type(), t.shape());
    }

    /** Whether a gradient of any of these will be asked for; an operation whose inputs need none saves nothing. */
    public boolean needs(Tensor... inputs) {
        return tape != null && tape.needsAny(inputs);
    }

    /** Asks for the gradient of an input, see {@link Backward#gradient}. */
    public Tensor watch(Tensor input) {
        if (tape == null) {
            throw new IllegalStateException("a pass that records nothing cannot watch " + input);
        }
        tape.watch(input);
        return input;
    }

    /**
     * Puts an operation on the tape if the gradient of one of its inputs is wanted.
     *
     * @param inputs its differentiable inputs, parameters included
     * @return its output
     */
    public Tensor record(Op op, Tensor... inputs) {
        if (tape != null) {
            if (tape.needsAny(inputs)) {
                tape.add(op, inputs);
            } else {
                tape.used(inputs);
            }
        }
        if (observer != null) {
            observer.computed(op, inputs);
        }
        return op.output();
    }

    /** The operations on the tape, in the order they were done; none if this pass records nothing. */
    public List<Op> recorded() {
        return tape == null ? List.of() : Collections.unmodifiableList(tape.ops());
    }

    /**
     * Differentiates the mean of {@code output}: a scalar loss, or the losses of the examples of a batch.
     *
     * @return the finished backward pass, to read gradients of watched inputs from
     */
    public Backward backward(Tensor output) {
        return backward(output, null);
    }

    /**
     * Differentiates the inner product of {@code output} and {@code cotangent}.
     *
     * @param cotangent of the shape of {@code output}; null for the mean
     */
    public Backward backward(Tensor output, Tensor cotangent) {
        return differentiate(output, cotangent, null);
    }

    /**
     * Differentiates as {@link #backward(Tensor, Tensor)} does, and does with the gradients of single examples what was
     * asked of {@code examples}.
     *
     * @param output losses, one or several of each example, one example after the other
     * @param cotangent of the shape of {@code output}; null for the mean
     * @throws IllegalArgumentException naming the operation that couples examples or has no rule for their gradients
     */
    public Backward backward(Tensor output, Tensor cotangent, PerExample examples) {
        return differentiate(output, cotangent, examples);
    }

    private Backward differentiate(Tensor output, Tensor cotangent, PerExample examples) {
        if (tape == null) {
            throw new IllegalStateException("a pass that records nothing cannot differentiate " + output);
        }
        Backward b = new Backward(this, tape, output, cotangent, examples);
        b.run();
        return b;
    }
}
