package dev.lethe.autograd;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Grad;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parameters with a gradient each, which is NaN at first. */
final class FixedLeaves implements Leaves {
    private final Device device;
    private final Arena arena;
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final boolean[] claimed = new boolean[100];
    private final boolean[] frozen = new boolean[100];

    FixedLeaves(Device device, Arena arena) {
        this.device = device;
        this.arena = arena;
    }

    /** Another leaf, of normal values times {@code scale}. */
    Tensor add(long seed, double scale, int... dims) {
        Tensor w = arena.floats(dims);
        device.upload(normals(seed, scale, w.count()), w);
        Tensor dw = arena.floats(dims);
        float[] stale = new float[w.count()];
        Arrays.fill(stale, Float.NaN);
        device.upload(stale, dw);
        values.add(w);
        gradients.add(dw);
        return w;
    }

    static float[] normals(long seed, double scale, int n) {
        RandomStream random = new RandomStream(seed, "leaf");
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (scale * random.normal());
        }
        return v;
    }

    void freeze(int index) {
        frozen[index] = true;
    }

    /** The gradients have been used. */
    void applied() {
        Arrays.fill(claimed, false);
    }

    float[] gradientValues(int index) {
        return device.floats(gradients.get(index));
    }

    List<Tensor> values() {
        return values;
    }

    @Override
    public int indexOf(Tensor t) {
        for (int i = 0; i < values.size(); i++) {
            Tensor w = values.get(i);
            if (w.arena() == t.arena() && w.serial() == t.serial()) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean frozen(int index) {
        return frozen[index];
    }

    @Override
    public String name(int index) {
        return "leaf " + index;
    }

    @Override
    public Tensor gradient(int index) {
        return gradients.get(index);
    }

    @Override
    public Grad claim(int index) {
        Grad g = new Grad(gradients.get(index), claimed[index] ? 1 : 0);
        claimed[index] = true;
        return g;
    }

    @Override
    public void zeroUnclaimed(Device device) {
        for (int i = 0; i < values.size(); i++) {
            if (!claimed[i]) {
                device.upload(new float[gradients.get(i).count()], gradients.get(i));
            }
        }
    }
}
