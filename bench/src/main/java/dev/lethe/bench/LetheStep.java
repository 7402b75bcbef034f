package dev.lethe.bench;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
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

/** Our training step on one resident batch: forward, loss, backward, optimiser, clock. */
final class LetheStep implements AutoCloseable {
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
    private Step captured;

    LetheStep(Network network) {
        batch = network.batch;
        device = Device.open("cpu:" + Inputs.THREADS);
        data = device.arena("data", Arena.UNLIMITED);
        step = device.arena("step", Arena.UNLIMITED);
        model = ModelSpec.parse(network.spec, network.example, Network.CLASSES);
        parameters = Parameters.of(device, model, 1);
        clock = new Clock(device, data, 1);
        optimizer = network.adam
                ? new Adam(device, data, parameters, clock, Schedule.constant(Network.RATE), 0)
                : new Sgd(device, data, parameters, clock, Schedule.constant(Network.RATE), 0, false, 0);
        clock.start(1000);
        x = data.floats(network.inputDims());
        device.upload(network.inputs(), x);
        Tensor labels = data.ints(batch);
        device.upload(network.labels(), labels);
        targets = Targets.hard(labels);
    }

    /** Runs a step, recording its tape anew. */
    void eager() {
        step.reset();
        Pass pass = Pass.training(device, step, clock.state(), parameters);
        pass.backward(loss.losses(pass, model.forward(pass, x), targets, null));
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
