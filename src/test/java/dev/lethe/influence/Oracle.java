package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.data.Dataset;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;
import dev.lethe.train.Normalisation;

/** Gradients of the loss of single examples by the batch of one, in doubles: what scores are checked against. */
final class Oracle {
    private Oracle() {}

    /** For each example the gradient by all parameters in turn, or by those whose name begins with {@code prefix}. */
    static double[][] gradients(
            Device device, Module module, Weights weights, Dataset set, Normalisation map, String prefix) {
        double[][] all = new double[set.size()][];
        try (Parameters parameters = Parameters.of(device, module, 0);
                Arena step = device.arena("oracle", 1L << 30)) {
            parameters
                    .named()
                    .forEach((name, t) -> device.upload(weights.values().get(name), t));
            for (int i = 0; i < all.length; i++) {
                step.reset();
                parameters.applied();
                Pass pass = Pass.recording(device, step, null, Pass.Switches.EVALUATION, parameters);
                Tensor y = pass.ints(1);
                device.upload(new int[] {set.labels()[i]}, y);
                Tensor z = module.forward(pass, input(device, step, set, i, map));
                pass.backward(new CrossEntropy(0).losses(pass, z, Targets.hard(y), null));
                all[i] = flat(device, parameters, prefix);
            }
        }
        return all;
    }

    private static Tensor input(Device device, Arena step, Dataset set, int i, Normalisation map) {
        int width = (int) set.exampleShape().size();
        int groups = map.scale().length;
        float[] x = new float[width];
        for (int j = 0; j < width; j++) {
            float v = set.isImages() ? set.pixels()[i * width + j] & 255 : set.features()[i * width + j];
            int g = j / (width / groups);
            x[j] = Math.fma(v, map.scale()[g], map.shift()[g]);
        }
        int[] dims = new int[set.exampleShape().rank() + 1];
        dims[0] = 1;
        System.arraycopy(set.exampleShape().toArray(), 0, dims, 1, dims.length - 1);
        Tensor t = step.tensor(DType.F32, Shape.of(dims));
        device.upload(x, t);
        return t;
    }

    private static double[] flat(Device device, Parameters parameters, String prefix) {
        double[] all = new double[(int) parameters.count()];
        int at = 0;
        for (Parameter p : parameters.list()) {
            if (p.name().startsWith(prefix)) {
                for (float g : device.floats(parameters.gradient(parameters.indexOf(p.value())))) {
                    all[at++] = g;
                }
            }
        }
        return all;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Pearson's correlation. */
    static double correlation(double[] a, double[] b) {
        double ma = 0;
        double mb = 0;
        for (int i = 0; i < a.length; i++) {
            ma += a[i] / a.length;
            mb += b[i] / b.length;
        }
        double[] x = a.clone();
        double[] y = b.clone();
        for (int i = 0; i < a.length; i++) {
            x[i] -= ma;
            y[i] -= mb;
        }
        return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    }

    /** Spearman's correlation; for values without ties. */
    static double rankCorrelation(double[] a, double[] b) {
        return correlation(ranks(a), ranks(b));
    }

    private static double[] ranks(double[] v) {
        double[] ranks = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            for (double other : v) {
                ranks[i] += other < v[i] ? 1 : 0;
            }
        }
        return ranks;
    }
}
