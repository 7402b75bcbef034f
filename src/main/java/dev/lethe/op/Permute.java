package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The axes of x in another order: axis i of y is axis order[i] of x. */
public record Permute(Tensor x, List<Integer> order, Tensor y) implements Op {
    static final Kernel KERNEL = Kernel.of("permute", Shapes::permute);

    /** One axis of the result: its extent, and the distance of its elements in the source. */
    private record Axis(int extent, int stride) {}

    /**
     * Attention heads are split off by {@code permute(pass, x, 0, 2, 1, 3)} of x (n, t, heads, d).
     *
     * @throws IllegalArgumentException if {@code order} does not name each axis once, or if more than five axes are
     *     left after extents of 1 are dropped and neighbours that stay together are merged
     */
    public static Tensor permute(Pass pass, Tensor x, int... order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        boolean each = order.length == x.rank();
        for (int i = 0; each && i < sorted.length; i++) {
            each = sorted[i] == i;
        }
        if (!each) {
            throw new IllegalArgumentException("order " + Arrays.toString(order) + " of the axes of " + x
                    + " must name each of its " + x.rank() + " axes once");
        }
        Tensor y = pass.floats(reordered(x.shape(), order));
        permute(pass, x, new Grad(y, 0), order);
        List<Integer> kept = Arrays.stream(order).boxed().toList();
        return pass.record(new Permute(x, kept, y), x);
    }

    static void permute(Pass pass, Tensor x, Grad into, int... order) {
        start(pass.launch(KERNEL), x, x.shape(), order, into);
    }

    /** Two axes exchanged; negative ones count from the end. */
    public static Tensor transpose(Pass pass, Tensor x, int i, int j) {
        x.dim(i);
        x.dim(j);
        int[] order = new int[x.rank()];
        for (int k = 0; k < order.length; k++) {
            order[k] = k;
        }
        int u = i < 0 ? i + order.length : i;
        int v = j < 0 ? j + order.length : j;
        order[u] = v;
        order[v] = u;
        return permute(pass, x, order);
    }

    private static Shape reordered(Shape s, int[] order) {
        int[] dims = new int[order.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = s.dim(order[i]);
        }
        return Shape.of(dims);
    }

    private static void start(Launch launch, Tensor from, Shape shape, int[] order, Grad to) {
        List<Axis> axes = axes(shape, order);
        if (axes.size() > Shapes.AXES) {
            throw new IllegalArgumentException("order " + Arrays.toString(order) + " of the axes of " + shape
                    + " moves " + axes.size() + " axes apart; at most " + Shapes.AXES + " are supported");
        }
        while (axes.size() < Shapes.AXES) {
            axes.add(0, new Axis(1, 0));
        }
        launch.in(from).into(to);
        axes.forEach(a -> launch.i32(a.extent()));
        axes.forEach(a -> launch.i32(a.stride()));
        launch.each(shape.size());
    }

    /** The axes of the result, without those of extent 1, neighbours that are neighbours in the source merged. */
    private static List<Axis> axes(Shape shape, int[] order) {
        if (shape.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "permute of " + shape + ": at most 2^31 - 1 elements can be moved at once");
        }
        int[] strides = new int[order.length];
        int product = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[i] = product;
            product *= shape.dim(i);
        }
        List<Axis> axes = new ArrayList<>();
        for (int source : order) {
            int d = shape.dim(source);
            if (d == 1) {
                continue;
            }
            int last = axes.size() - 1;
            if (last >= 0 && axes.get(last).stride() == d * strides[source]) {
                axes.set(last, new Axis(axes.get(last).extent() * d, strides[source]));
            } else {
                axes.add(new Axis(d, strides[source]));
            }
        }
        return axes;
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return order.get(0) == 0 ? Coupling.ofFirstAxis(x, examples) : "moves the axis of examples: keep axis 0 first";
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            int[] back = new int[order.size()];
            for (int i = 0; i < back.length; i++) {
                back[order.get(i)] = i;
            }
            start(b.launch(KERNEL), b.of(y), y.shape(), back, b.into(x));
        }
    }
}
