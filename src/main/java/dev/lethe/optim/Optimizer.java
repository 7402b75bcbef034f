package dev.lethe.optim;

import dev.lethe.Tensor;
import dev.lethe.nn.Parameters;
import java.util.Map;

/** Changes parameters by their gradients. What varies from step to step is read from the clock's device memory. */
public interface Optimizer {
    /**
     * One step; may be captured. The gradients then count as used, see {@link Parameters#applied}.
     *
     * <p>Which parameters are frozen is decided here, so a captured step is to be captured again after freezing.
     *
     * @throws IllegalArgumentException if it was made for other parameters or another clock
     * @throws IllegalStateException if there was no backward pass since the last step
     */
    void step(Parameters parameters, Clock clock);

    /** What it keeps between steps, by name; to be saved and uploaded again with a checkpoint. */
    Map<String, Tensor> state();

    /** Its name and numbers, for people and for comparing a checkpoint. */
    String describe();
}
