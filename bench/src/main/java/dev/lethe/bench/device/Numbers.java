package dev.lethe.bench.device;

import dev.lethe.Device;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import java.util.Arrays;

/** Random inputs: products of zeros run faster than real ones. */
final class Numbers {
    /** Odd, so that rows of tensors do not repeat each other. */
    private static final int BLOCK = (1 << 20) + 1;

    private static final float[] NORMAL = normal(BLOCK);

    private Numbers() {}

    private static float[] normal(int n) {
        RandomStream random = new RandomStream(1, "bench");
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    /** A bfloat16 is the upper half of a float. */
    static short[] brainFloats() {
        short[] values = new short[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            values[i] = (short) (Float.floatToIntBits(NORMAL[i]) >>> 16);
        }
        return values;
    }

    /** Fills a tensor with standard normal values, a block of a million over and over. */
    static Tensor normal(Device device, Tensor t) {
        for (long from = 0; from < t.size(); from += BLOCK) {
            int count = (int) Math.min(BLOCK, t.size() - from);
            float[] part = count == BLOCK ? NORMAL : Arrays.copyOf(NORMAL, count);
            device.upload(part, t.view(from, Shape.of(count)));
        }
        return t;
    }

    static Tensor labels(Device device, Tensor t, int classes) {
        RandomStream random = new RandomStream(1, "labels");
        int[] values = new int[t.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.below(classes);
        }
        device.upload(values, t);
        return t;
    }
}
