package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.DType;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.op.Multiply;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Gradients of single examples of a network by the batch of one, n times: the oracle. The loss is the mean square output. */
final class SingleExamples {
    final Rig rig;
    final Tensor x;
    final int n;
    final Pass.Switches switches;
    /** For each parameter, (examples, size), row-major. */
    final Map<String, double[][]> rows = new TreeMap<>();

    SingleExamples(Rig rig, Tensor x, Pass.Switches switches) {
        this.rig = rig;
        this.x = x;
        this.switches = switches;
        n = x.dim(0);
        for (int i = 0; i < n; i++) {
            rig.poison();
            Pass pass = pass();
            pass.backward(loss(pass, x.slice(i, i + 1)));
            for (Parameter p : rig.parameters.list()) {
                float[] g = rig.gradient(p);
                double[] row = rows.computeIfAbsent(p.name(), k -> new double[n][])[i] = new double[g.length];
                for (int j = 0; j < g.length; j++) {
                    row[j] = g[j];
                }
            }
        }
    }

    /** A pass that records, in an empty arena. */
    Pass pass() {
        rig.step.reset();
        return Pass.recording(rig.device, rig.step, rig.clock, switches, rig.parameters);
    }

    Tensor loss(Pass pass, Tensor inputs) {
        Tensor y = rig.network.forward(pass, inputs);
        return Multiply.multiply(pass, y, y);
    }

    /** Differentiates the whole batch with what is asked of {@code each}. */
    PerExample run(PerExample each) {
        rig.poison();
        Pass pass = pass();
        pass.backward(loss(pass, x), null, each);
        return each;
    }

    double dot(int i, int j) {
        double sum = 0;
        for (double[][] p : rows.values()) {
            sum += dot(p[i], p[j]);
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    double norm(int i) {
        return Math.sqrt(dot(i, i));
    }

    void checkNorms(Tensor norms) {
        float[] got = rig.device.floats(norms);
        for (int i = 0; i < n; i++) {
            assertEquals(norm(i), got[i], 1e-5 * norm(i), "norm of example " + i);
        }
    }

    /** The gradients of the batch must be the mean of those of single examples, times factors. */
    void checkGradients(double[] factors) {
        for (Parameter p : rig.parameters.list()) {
            double[][] single = rows.get(p.name());
            float[] got = rig.gradient(p);
            double size = 1e-12;
            for (int i = 0; i < n; i++) {
                size = Math.max(size, Math.sqrt(dot(single[i], single[i])) * factors[i]);
            }
            for (int k = 0; k < got.length; k++) {
                double want = 0;
                for (int i = 0; i < n; i++) {
                    want += factors[i] * single[i][k] / n;
                }
                assertEquals(want, got[k], 1e-5 * size, p.name() + " element " + k);
            }
        }
    }

    double[] ones() {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A resident tensor to write to, full of NaN. */
    Tensor room(int... dims) {
        Tensor t = rig.data.tensor(DType.F32, Shape.of(dims));
        float[] nan = new float[t.count()];
        Arrays.fill(nan, Float.NaN);
        rig.device.upload(nan, t);
        return t;
    }
}
