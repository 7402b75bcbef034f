package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * Compares the gradient of a whole network, for a random cotangent of its output, with four-point differences along
 * directions in the space of all its parameters: the gradient's own, and random ones.
 */
final class Direction {
    private static final int RANDOM = 4;

    private final Rig rig;
    private final Tensor x;
    private final Pass.Switches switches;
    private double step = 1.0 / 32;

    Direction(Rig rig, Tensor x, Pass.Switches switches) {
        this.rig = rig;
        this.x = x;
        this.switches = switches;
    }

    /** Distance of the stencil, the norm of the change of all parameters together. */
    Direction step(double h) {
        step = h;
        return this;
    }

    /** Fails if a derivative is off by more than {@code tolerance} of the gradient's norm. */
    void check(double tolerance) {
        rig.poison();
        rig.step.reset();
        Pass pass = Pass.recording(rig.device, rig.step, rig.clock, switches, rig.parameters);
        Tensor y = rig.network.forward(pass, x);
        float[] centre = rig.device.floats(y);
        float[] cotangent = Rig.normals(centre.length, "cotangent");
        Tensor c = rig.data.floats(centre.length);
        rig.device.upload(cotangent, c);
        pass.backward(y, c);
        float[] values = rig.device.floats(rig.parameters.values());
        float[] g = flatGradient(values.length);
        double norm = norm(g);
        double worst = 0;
        for (int i = 0; i <= RANDOM; i++) {
            double[] d = direction(i, g, norm);
            double numeric = slope(values, d, centre, cotangent);
            double product = 0;
            for (int j = 0; j < g.length; j++) {
                product += g[j] * d[j];
            }
            worst = Math.max(worst, Math.abs(numeric - product) / norm);
        }
        rig.device.upload(values, rig.parameters.values());
        double off = worst;
        assertTrue(off <= tolerance, () -> "a derivative is off by " + off + " of the gradient's norm " + norm);
    }

    /** All gradients in the layout of the values; the gaps between parameters are 0. */
    private float[] flatGradient(int n) {
        float[] flat = new float[n];
        for (Parameter p : rig.parameters.list()) {
            float[] g = rig.gradient(p);
            int at = (int) (p.value().offset() - rig.parameters.values().offset());
            System.arraycopy(g, 0, flat, at, g.length);
        }
        return flat;
    }

    private static double norm(float[] g) {
        double sum = 0;
        for (float v : g) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum);
    }

    private static double[] direction(int i, float[] g, double norm) {
        double[] d = new double[g.length];
        float[] random = i == 0 ? g : Rig.normals(g.length, "direction " + i);
        double length = i == 0 ? norm : norm(random);
        for (int j = 0; j < d.length; j++) {
            d[j] = random[j] / length;
        }
        return d;
    }

    private double slope(float[] values, double[] d, float[] centre, float[] cotangent) {
        double near = change(values, d, step, centre, cotangent) - change(values, d, -step, centre, cotangent);
        double far = change(values, d, 2 * step, centre, cotangent) - change(values, d, -2 * step, centre, cotangent);
        return (8 * near - far) / (12 * step);
    }

    /** How much the inner product of output and cotangent changes at {@code values + h d}. */
    private double change(float[] values, double[] d, double h, float[] centre, float[] cotangent) {
        float[] moved = new float[values.length];
        for (int j = 0; j < moved.length; j++) {
            moved[j] = (float) (values[j] + h * d[j]);
        }
        rig.device.upload(moved, rig.parameters.values());
        float[] y = rig.output(x, switches);
        double sum = 0;
        for (int j = 0; j < y.length; j++) {
            sum += ((double) y[j] - centre[j]) * cotangent[j];
        }
        return sum;
    }
}
