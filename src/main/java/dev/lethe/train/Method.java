package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Tracked;
import java.util.Map;

/** How a run learns from its batches: what a step differentiates, and what changes between steps and epochs. */
interface Method {
    /**
     * The losses whose mean a step differentiates; captured with the step.
     *
     * @param tracked to be filled in for each example of the batch
     * @return F32 (n)
     */
    Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked);

    /** The loss by which the ledger judges examples after an epoch. */
    Loss judge();

    /** After the optimiser's step; captured with it. */
    default void afterStep() {}

    /** Between epochs, on the host: after epoch {@code now.epoch()}, counted from 1, and before the next. */
    default void afterEpoch(EpochView now) {}

    /** Tensors that decide how training goes on, by name. */
    Map<String, Tensor> state();
}
