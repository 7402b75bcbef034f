package dev.lethe.autograd;

import dev.lethe.Arena;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a backward pass is to find out about the gradient of each example, and what it found.
 *
 * <p>One object serves one backward pass: ask first, give it to {@link Pass#backward(Tensor, Tensor, PerExample)}, then
 * read. All it gives is of the un-averaged loss of each example; if an example has several losses (the tokens of a
 * sequence), of their mean. Operations that let examples depend on each other, such as batch normalisation with the
 * statistics of the batch, are refused by name.
 *
 * <pre>{@code
 * PerExample each = PerExample.of(batch).withNorms().reweighted(Clip.flat(1));
 * pass.backward(losses, null, each);
 * optimizer.step();                        // with the mean of the clipped gradients
 * float[] norms = device.floats(each.norms());
 * }</pre>
 */
public final class PerExample {
    /** Takes formed gradients, a few examples at a time. */
    public interface RowsConsumer {
        /**
         * Examples {@code from} (inclusive) to {@code to} (exclusive) of one parameter's gradients.
         *
         * @param rows F32 (to - from, size of the parameter); valid during the call
         */
        void rows(Pass pass, Tensor parameter, int from, int to, Tensor rows);
    }

    /** Random projections that were asked for. */
    record Projected(Projection projection, Tensor into) {}

    /** Inner products that were asked for; the direction of a parameter, or null for none. */
    record Along(UnaryOperator<Tensor> direction, Tensor into) {}

    private final int examples;
    private float cotangent;
    private Scratch scratch;
    private boolean norms;
    private boolean layers;
    private boolean aligned;
    private Reweighting reweighting;
    private final List<Projected> projected = new ArrayList<>();
    private final List<Along> along = new ArrayList<>();
    private final List<RowsConsumer> consumers = new ArrayList<>();
    private ExampleSweep sweep;

    private PerExample(int examples) {
        this.examples = examples;
    }

    /** @param examples how many there are in the batch, at least 1 */
    public static PerExample of(int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("gradients of " + examples + " examples: 1 or more is allowed");
        }
        return new PerExample(examples);
    }

    /**
     * Says by which factor the cotangent of the pass scales the loss of each example, 1/n for the mean of n; what is found
     * is divided by it. Needed where backward is given a cotangent.
     */
    public PerExample scaledBy(double factor) {
        if (!((float) factor > 0 && (float) factor < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("losses scaled by " + factor + ": a finite factor above 0 is allowed");
        }
        cotangent = (float) factor;
        return this;
    }

    /** Limits the memory for forming gradients; by default a small share of that of the step. */
    public PerExample within(Scratch limit) {
        scratch = limit;
        return this;
    }

    /** Asks for {@link #norms}. */
    public PerExample withNorms() {
        norms = true;
        return this;
    }

    /** Asks for {@link #layerNorms} (and {@link #norms}). */
    public PerExample withLayerNorms() {
        norms = true;
        layers = true;
        return this;
    }

    /** Asks for {@link #alignments} and {@link #cosines} with the gradient of the batch (and {@link #norms}). */
    public PerExample withAlignments() {
        norms = true;
        aligned = true;
        return this;
    }

    /** Weighs examples in the gradient of the batch, such as by {@link Clip} (and asks for {@link #norms}). */
    public PerExample reweighted(Reweighting by) {
        norms = true;
        layers |= by.perLayer();
        reweighting = by;
        return this;
    }

    /**
     * Asks for random projections of the gradients over all parameters, before any reweighting.
     *
     * @param into F32 (examples, size of the projection), to be written
     */
    public PerExample project(Projection projection, Tensor into) {
        requireSize("projections to " + projection.size() + " numbers", into, (long) examples * projection.size());
        projected.add(new Projected(projection, into));
        return this;
    }

    /**
     * Asks for inner products of the gradients, before any reweighting, with one direction in the space of all parameters.
     *
     * @param direction its part for each parameter, in the parameter's shape; null for 0
     * @param into F32 (examples), to be written
     */
    public PerExample dots(UnaryOperator<Tensor> direction, Tensor into) {
        requireSize("inner products", into, examples);
        along.add(new Along(direction, into));
        return this;
    }

    /** Asks for the gradients of all parameters themselves, before any reweighting, a few examples at a time. */
    public PerExample rows(RowsConsumer consumer) {
        consumers.add(consumer);
        return this;
    }

    private void requireSize(String what, Tensor into, long size) {
        if (into.size() != size) {
            throw new IllegalArgumentException(
                    what + " of " + examples + " examples need a tensor of " + size + ", not " + into);
        }
    }

    ExampleSweep begin(Backward back, Tape tape, boolean mean) {
        if (sweep != null) {
            throw new IllegalStateException("this PerExample was given to a backward pass before: make another");
        }
        if (!mean && cotangent == 0) {
            throw new IllegalStateException("backward was given a cotangent: say with scaledBy() by which factor it"
                    + " scales the loss of an example");
        }
        float each = cotangent == 0 ? 1f / examples : cotangent;
        Arena arena = back.pass().arena();
        sweep = new ExampleSweep(back, tape, this, scratch == null ? Scratch.share(arena) : scratch, 1 / each);
        return sweep;
    }

    int examples() {
        return examples;
    }

    boolean wantsNorms() {
        return norms;
    }

    boolean wantsLayers() {
        return layers;
    }

    boolean wantsAlignments() {
        return aligned;
    }

    Reweighting reweighting() {
        return reweighting;
    }

    List<Projected> projected() {
        return projected;
    }

    List<Along> along() {
        return along;
    }

    List<RowsConsumer> consumers() {
        return consumers;
    }

    private <P, T> T found(Function<ExampleSweep, P> part, Function<P, T> read, String what, String how) {
        P from = sweep == null ? null : part.apply(sweep);
        T result = from == null ? null : read.apply(from);
        if (result == null) {
            throw new IllegalStateException(
                    what + " were not asked for, or backward has not run: call " + how + " before it");
        }
        return result;
    }

    /** Norm of each example's gradient over all parameters, F32 (examples); lives as long as the pass. */
    public Tensor norms() {
        return found(ExampleSweep::norms, ExampleNorms::norms, "norms", "withNorms()");
    }

    /**
     * Norm of each example's gradient over the parameters of each operation, F32 (operations, examples), the last operation
     * of the pass first.
     */
    public Tensor layerNorms() {
        return found(ExampleSweep::norms, ExampleNorms::layerNorms, "norms of layers", "withLayerNorms()");
    }

    /** The names of the parameters of each row of {@link #layerNorms}. */
    public List<List<String>> layers() {
        return found(ExampleSweep::norms, ExampleNorms::layers, "layers", "withLayerNorms()");
    }

    /** How much each example counted, F32 (examples); with factors for each layer those of the last one. */
    public Tensor factors() {
        return found(Function.identity(), ExampleSweep::factors, "factors", "reweighted()");
    }

    /** Inner product of each example's gradient with that of the batch as it was written, F32 (examples). */
    public Tensor alignments() {
        return found(ExampleSweep::alignment, ExampleAlignment::dots, "alignments", "withAlignments()");
    }

    /** Cosine of the angle between each example's gradient and that of the batch, F32 (examples); 0 if one is 0. */
    public Tensor cosines() {
        return found(ExampleSweep::alignment, ExampleAlignment::cosines, "cosines", "withAlignments()");
    }
}
