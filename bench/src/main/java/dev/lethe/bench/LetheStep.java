package dev.lethe.bench;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.nn.ModelSpec;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.optim.Adam;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Optimizer;
import dev.lethe.optim.Schedule;
import dev.lethe.optim.Sgd;
import java.util.function.IntFunction;

/** Our training step on one resident batch: forward, loss, backward, optimiser, clock. */
public final class LetheStep implements AutoCloseable {
    private final Device device;
    private final Arena data;
    private final Arena step;
    private final Module model;
    private final Parameters parameters;
    private final Clock clock;
    private final Optimizer optimizer;
    private final Loss loss = new CrossEntropy(0);
    private final Tensor x;
    private final Targets targets;
    private final int batch;
    private IntFunction<PerExample> each = n -> null;
    private Step captured;

    LetheStep(Network network) {
        this(Device.open("cpu:" + Inputs.THREADS), network.spec, network.example, network.batch, network.adam);
    }

    /**
     * A step of the network {@code spec}, see {@link ModelSpec}, with Adam or plain SGD. It owns the device from now on.
     */
    public LetheStep(Device device, String spec, Shape example, int batch, boolean adam) {
        this.device = device;
        this.batch = batch;
        data = device.arena("data", Arena.UNLIMITED);
        step = device.arena("step", Arena.UNLIMITED);
        model = ModelSpec.parse(spec, example, Network.CLASSES);
        parameters = Parameters.of(device, model, 1);
        clock = new Clock(device, data, 1);
        optimizer = adam
                ? new Adam(device, data, parameters, clock, Schedule.constant(Network.RATE), 0)
                : new Sgd(device, data, parameters, clock, Schedule.constant(Network.RATE), 0, false, 0);
        clock.start(1000);
        int[] dims = new int[example.rank() + 1];
        dims[0] = batch;
        System.arraycopy(example.toArray(), 0, dims, 1, example.rank());
        x = data.floats(dims);
        device.upload(Inputs.normal("x", x.count(), 1), x);
        Tensor labels = data.ints(batch);
        device.upload(Inputs.labels(batch, Network.CLASSES), labels);
        targets = Targets.hard(labels);
    }

    /**
     * Asks for gradients of single examples in every step from now on.
     *
     * @param request what to ask, for so many examples
     * @return this step
     */
    LetheStep each(IntFunction<PerExample> request) {
        each = request;
        return this;
    }

    /** Runs a step, recording its tape anew. */
    public void eager() {
        step.reset();
        Pass pass = Pass.training(device, step, clock.state(), parameters);
        pass.backward(loss.losses(pass, model.forward(pass, x), targets, null), null, each.apply(batch));
        optimizer.step(parameters, clock);
        clock.advance(batch);
    }

    /** Records the step for {@link #replay}; this runs it once. */
    void capture() {
        captured = device.capture(this::eager);
    }

    void replay() {
        captured.replay();
    }

    /** F32 (batch, ...). */
    public Tensor inputs() {
        return x;
    }

    /** I32 (batch). */
    public Tensor labels() {
        return targets.hard();
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Bytes that a step needs beside parameters: activations, their gradients, scratch. */
    long stepBytes() {
        return step.peak();
    }

    long parameterCount() {
        return parameters.count();
    }

    @Override
    public void close() {
        if (captured != null) {
            captured.close();
        }
        step.close();
        parameters.close();
        data.close();
        device.close();
    }
}
