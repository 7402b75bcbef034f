package dev.lethe.study.early;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.nn.Init;
import dev.lethe.nn.Linear;
import dev.lethe.nn.Parameters;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Schedule;
import dev.lethe.optim.Sgd;

/**
 * Gradient descent on all data at once, of softmax regression with two classes and no bias.
 *
 * <p>With a row for each class, theta is the difference of the rows; a step on the rows moves theta twice as far as the
 * same step on theta, so they are given half of it. The paper prints its gradient with tanh(theta.x) where this loss has
 * tanh(theta.x / 2); its form is that of theta as half of the difference.
 */
final class Descent implements AutoCloseable {
    /** Which gradient a step follows. */
    enum Form {
        EXACT,
        PAPER;

        private int outputs() {
            return this == EXACT ? 1 : 2;
        }
    }

    private final Device device;
    private final TwoGaussians data;
    private final Form form;
    private final Arena fixed;
    private final Arena scratch;
    private final Parameters parameters;
    private final Step step;
    private final double[] start;
    private Tensor outputs;
    private Tensor losses;
    private float[] rows;

    /**
     * @param start theta before the first step
     * @param rate length of a step of theta, in gradients
     */
    Descent(Device device, TwoGaussians data, float[] start, Form form, Objective.Kind kind, double rate) {
        this.device = device;
        this.data = data;
        this.form = form;
        fixed = device.arena("two Gaussians", Arena.UNLIMITED);
        scratch = device.arena("descent", Arena.UNLIMITED);
        Tensor x = fixed.floats(data.n(), data.p());
        device.upload(data.x(), x);
        Linear model = new Linear(data.p(), 2, opposite(start), null);
        parameters = Parameters.of(device, model, 0);
        Clock clock = new Clock(device, fixed, 0);
        double own = rate * form.outputs() / 2;
        Sgd descent = new Sgd(device, fixed, parameters, clock, Schedule.constant(own), 0, false, 0);
        clock.start(1);
        Objective objective = kind.make(device, fixed, data.given());
        rows = values();
        this.start = theta();
        step = device.capture(() -> {
            scratch.reset();
            Pass pass = Pass.training(device, scratch, clock.state(), parameters);
            outputs = model.forward(pass, x);
            losses = objective.losses(pass, outputs);
            pass.backward(losses);
            descent.step(parameters, clock);
            clock.advance(data.n());
        });
    }

    private Init opposite(float[] start) {
        return (random, shape, values) -> {
            for (int j = 0; j < start.length; j++) {
                values[j] = start[j] * form.outputs() / 2;
                values[start.length + j] = -values[j];
            }
        };
    }

    /** The model before the latest step, which capturing has done once. */
    Moment moment(int number) {
        float[] gradient = device.floats(parameters.gradients());
        return Moment.of(
                number,
                data,
                start,
                theta(),
                difference(gradient, 0.5),
                device.floats(outputs),
                mean(device.floats(losses)));
    }

    /** Takes the next step. */
    void next() {
        rows = values();
        step.replay();
    }

    private double[] theta() {
        return difference(rows, 1.0 / form.outputs());
    }

    private float[] values() {
        return device.floats(parameters.values());
    }

    private double[] difference(float[] both, double scale) {
        double[] d = new double[data.p()];
        for (int j = 0; j < d.length; j++) {
            d[j] = scale * ((double) both[j] - both[d.length + j]);
        }
        return d;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    @Override
    public void close() {
        step.close();
        parameters.close();
        scratch.close();
        fixed.close();
    }
}
