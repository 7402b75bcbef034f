package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Observer;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.data.Dataset;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.ModelSpec;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Multiply;
import dev.lethe.op.RowSum;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Optimizer;
import dev.lethe.optim.Schedule;
import dev.lethe.privacy.PoissonPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything of a run that lives on the device, and the training step on it. */
final class TrainingState implements AutoCloseable {
    private static final int MOST_STEPS = 30_000_000;

    private final Device device;
    private final Recipe recipe;
    private final Augmentation augmentation;
    private final Schedule rate;
    private final int stepsPerEpoch;
    private final Arena data;
    private final Arena step;
    private final Module model;
    private final Parameters parameters;
    private final Clock clock;
    private final Optimizer optimizer;
    private final Method method;
    private final Ledger ledger;
    private final Resident train;
    private final ExampleRule rule;
    private final Sampling sampling;
    private final Tracking tracking;
    private final EpochTable tracked;
    private boolean tracks;

    TrainingState(Device device, Recipe recipe, Dataset set, Normalisation normalisation) {
        this(device, recipe, set, normalisation, ExampleRule.NONE, Tracking.NONE);
    }

    TrainingState(
            Device device,
            Recipe recipe,
            Dataset set,
            Normalisation normalisation,
            ExampleRule rule,
            Tracking tracking) {
        rule.require(recipe, tracking);
        tracking.require(recipe);
        this.rule = rule;
        this.device = device;
        this.tracking = tracking;
        this.recipe = recipe;
        this.augmentation = Augmentation.parse(recipe.augmentation());
        if (augmentation.ofImages() && !set.isImages()) {
            throw new IllegalArgumentException("augmentation '" + recipe.augmentation() + "' needs images, and "
                    + set.source() + " has rows of features");
        }
        if (augmentation.crop() > 0) {
            int side = Math.min(set.exampleShape().dim(1), set.exampleShape().dim(2));
            if (augmentation.crop() >= side) {
                throw new IllegalArgumentException("augmentation '" + recipe.augmentation() + "' moves images of "
                        + set.exampleShape() + " out of sight: crop below " + side + " is allowed");
            }
        }
        OptimizerSpec.require(recipe.optimizer());
        model = ModelSpec.parse(Methods.network(recipe.model(), recipe.loss()), set.exampleShape(), set.classes());
        PoissonPlan plan = rule.privately() == null ? null : rule.privately().plan();
        stepsPerEpoch = plan == null ? Shuffled.steps(set.size(), recipe.batch()) : plan.stepsPerEpoch();
        long steps = (long) stepsPerEpoch * recipe.epochs();
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException(recipe.epochs() + " epochs of " + stepsPerEpoch + " steps are " + steps
                    + " steps: at most " + MOST_STEPS + " are allowed, since schedules are evaluated for each");
        }
        rate = ScheduleSpec.build(recipe.schedule(), recipe.rate(), stepsPerEpoch, steps);
        data = device.arena("data", Arena.UNLIMITED);
        step = device.arena("step", Arena.UNLIMITED);
        parameters = Parameters.of(device, model, recipe.seed());
        try {
            clock = new Clock(device, data, recipe.seed());
            optimizer = OptimizerSpec.build(recipe.optimizer(), device, data, parameters, clock, rate);
            ledger = new Ledger(device, data, set.size(), plan == null ? 0 : plan.capacity());
            tracked = new EpochTable(device, data, tracking, set.size());
            train = new Resident(device, data, set, normalisation);
            sampling = plan == null
                    ? new Shuffled(device, clock, train, recipe.batch())
                    : new PoissonRows(device, data, clock, train, plan);
            method = Methods.build(device, data, recipe, set, model, parameters, clock, (int) steps);
            rule.require(method, recipe);
            clock.start((int) steps);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Places in the batch that begins at {@code cursor}. */
    int batchAt(int cursor) {
        return sampling.batchAt(cursor);
    }

    /** One training step on the next {@code n} examples; may be captured. */
    void step(int n) {
        step(n, null);
    }

    /** As {@link #step(int)}, but if {@code observer} is not null, he is told of its operations, and nothing tracked. */
    void step(int n, Observer observer) {
        step.reset();
        Pass pass = Pass.training(device, step, clock.state(), parameters).observed(observer);
        Sampling.Draw draw = sampling.next(pass, n, augmentation);
        Resident.Batch batch = draw.batch();
        Tracked seen = Tracked.in(step, n);
        Tensor losses = method.losses(pass, batch, seen);
        boolean notes = tracks && observer == null;
        PerExample each = notes ? tracked.question(n) : null;
        rule.backward(pass, losses, draw, parameters, each);
        if (draw.cotangent() == null) {
            ledger.record(pass, seen, batch.labels(), draw.account());
        } else {
            Tensor counted = Multiply.multiply(pass, losses, draw.cotangent());
            ledger.record(pass, seen, batch.labels(), draw.account(), counted);
        }
        if (notes) {
            tracked.record(pass, seen, each, batch.index());
        }
        optimizer.step(parameters, clock);
        method.afterStep();
        clock.advance(n);
    }

    /**
     * Fails if gradients of single examples are to be tracked of a model that has none.
     *
     * @throws IllegalArgumentException naming the operation and its reason, and what can be tracked
     */
    void requireTrackable() {
        if (!tracking.ofStepGradients()) {
            return;
        }
        int n = batchAt(0);
        step.reset();
        Pass.Switches switches = new Pass.Switches(Pass.Statistics.BATCH, false, true);
        Pass pass = Pass.recording(device, step, clock.state(), switches, parameters);
        Tensor outputs = model.forward(pass, train.range(pass, 0, n).x());
        try {
            pass.backward(RowSum.rowSum(pass, outputs), null, PerExample.of(n).withNorms());
            parameters.applied();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tracking '" + tracking.text() + "' of model '" + recipe.model() + "': " + e.getMessage()
                            + "; grand can be tracked, since it uses no statistics of batches, and so can"
                            + " what needs no gradients",
                    e);
        }
    }

    /** Draws the batches of the epoch that the clock is in. */
    void shuffle() {
        sampling.begin();
    }

    Tracking tracking() {
        return tracking;
    }

    /** What was tracked of the last epoch that was. */
    EpochTable tracked() {
        return tracked;
    }

    /** Whether the coming steps are tracked, as {@link #tracking} says. */
    void tracks(boolean value) {
        tracks = value;
    }

    /** Mean learning rate of the steps of {@code epoch}, from 1. */
    double rate(int epoch) {
        double sum = 0;
        for (int i = 0; i < stepsPerEpoch; i++) {
            sum += rate.at((long) (epoch - 1) * stepsPerEpoch + i);
        }
        return sum / stepsPerEpoch;
    }

    Module model() {
        return model;
    }

    Parameters parameters() {
        return parameters;
    }

    Clock clock() {
        return clock;
    }

    Method method() {
        return method;
    }

    Ledger ledger() {
        return ledger;
    }

    Resident train() {
        return train;
    }

    Sampling sampling() {
        return sampling;
    }

    ExampleRule rule() {
        return rule;
    }

    Arena data() {
        return data;
    }

    Arena stepArena() {
        return step;
    }

    /** Every tensor that decides how training goes on, but the weights; by name. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        optimizer.state().forEach((name, t) -> all.put("optimizer." + name, t));
        method.state().forEach((name, t) -> all.put("loss." + name, t));
        ledger.state().forEach((name, t) -> all.put("ledger." + name, t));
        tracked.state().forEach((name, t) -> all.put("tracking." + name, t));
        return all;
    }

    @Override
    public void close() {
        step.close();
        data.close();
        parameters.close();
    }
}
