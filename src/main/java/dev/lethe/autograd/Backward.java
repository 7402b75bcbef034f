package dev.lethe.autograd;

import dev.lethe.DType;
import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.cpu.Elementwise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The walk over a tape from its end: what gradient has arrived where, and where the next one goes. */
public final class Backward {
    /** y = value; (p y, f value, i n). */
    public static final Kernel FILL = Kernel.of("fill", Elementwise::fill);

    /** y = alpha x + beta y; arguments x, alpha, y, beta, n. */
    public static final Kernel AXPBY = Kernel.of("axpby", Elementwise::axpby);

    private final Pass pass;
    private final Tape tape;
    private final Tensor root;
    private final int rootSlot;
    private final Tensor[] grads;
    private final List<Tensor> free = new ArrayList<>();
    private final List<Tensor[]> sent; // what the present operation writes, for an observer: x and its gradient
    private final ExampleSweep sweep; // null if examples are not told apart
    private final Map<Integer, Tensor> unweighed = new HashMap<>(2); // of watched outputs whose examples were weighed
    private boolean parametersOnly;
    private boolean meanSeed;
    private final long began;
    private int current = -1;
    private int index;

    Backward(Pass pass, Tape tape, Tensor root, Tensor cotangent, PerExample examples) {
        this.pass = pass;
        this.tape = tape;
        this.root = root;
        this.rootSlot = tape.slot(root);
        this.began = pass.arena().mark().serial();
        this.grads = new Tensor[tape.slotCount()];
        this.sent = pass.observer() == null ? null : new ArrayList<>();
        if (root.partial()) {
            throw new IllegalArgumentException(
                    "a view of a part, " + root + ", cannot be differentiated: take it with the op Slice");
        }
        if (rootSlot < 0) {
            throw new IllegalArgumentException(
                    "nothing to differentiate: " + root + " depends on no parameter or watched input of this pass");
        }
        if (cotangent == null) {
            meanSeed = true;
        } else if (cotangent.size() != root.size()) {
            throw new IllegalArgumentException("cotangent " + cotangent + " for an output of " + root);
        } else {
            grads[rootSlot] = copy(cotangent);
        }
        sweep = examples == null ? null : examples.begin(this, tape, meanSeed);
    }

    void run() {
        List<Op> ops = tape.ops();
        for (int i = ops.size() - 1; i >= 0; i--) {
            Op op = ops.get(i);
            int slot = tape.slot(op.output());
            if (grads[slot] == null && !(meanSeed && slot == rootSlot)) {
                continue; // the root does not depend on it
            }
            if (tape.spent(i)) {
                throw new IllegalStateException(op.getClass().getSimpleName()
                        + " gave its gradient away in an earlier backward of this pass: compute it again");
            }
            current = slot;
            index = i;
            op.backward(this);
            boolean kept = false;
            if (op instanceof Op.Weighted && sweep != null) {
                kept = sweep.weights((Op.Weighted) op, tape.inputs(i));
            } else if (op instanceof Op.Weighted) {
                ((Op.Weighted) op).weights(this);
            }
            if (sent != null) {
                sent.forEach(s -> pass.observer().differentiated(op, s[0], s[1]));
                sent.clear();
            }
            if (slot != rootSlot && grads[slot] != null && !tape.watched(slot) && !kept) {
                free.add(grads[slot]);
                grads[slot] = null;
            }
        }
        if (sweep != null) {
            sweep.finish();
        }
        for (Leaves set : tape.leaves()) {
            set.zeroUnclaimed(pass.device());
        }
        if (sweep != null) {
            sweep.complete();
        }
    }

    /** The gradients of the parameters of {@code op}, differentiated before, with each example times its factor. */
    void weigh(Op.Weighted op, Tensor factors) {
        int slot = tape.slot(op.output());
        current = slot;
        of(op.output());
        if (tape.watched(slot)) {
            unweighed.put(slot, copy(grads[slot]));
        }
        ExampleRows.scale(pass, factors, grads[slot]);
        parametersOnly = true;
        op.weights(this);
        parametersOnly = false;
    }

    public Pass pass() {
        return pass;
    }

    Tensor root() {
        return root;
    }

    public Launch launch(Kernel kernel) {
        // Before it begins: a device assembles one launch at a time, and of() is asked for while this one is.
        if (meanSeed && current == rootSlot) {
            seed();
        }
        return pass.launch(kernel);
    }

    /** Writes 1/n as the gradient of the root, unless it is there. */
    private void seed() {
        if (grads[rootSlot] == null) {
            Tensor seed = pass.floats(root.shape());
            pass.launch(FILL).out(seed).f32(1f / root.size()).i32(root.count()).each(root.size());
            grads[rootSlot] = seed;
        }
    }

    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        pass.gemm(spec, a, b, c);
    }

    /**
     * Whether the gradient of {@code x} is wanted; false for null. Where weights come later than the gradients of inputs,
     * only those of parameters are, and nothing that {@link Op#backward} has computed may be used again.
     */
    public boolean needs(Tensor x) {
        return x != null && tape.needs(x) && !(parametersOnly && tape.slot(x) >= 0);
    }

    /** The gradient that has arrived at {@code y}, in its shape. */
    public Tensor of(Tensor y) {
        int slot = tape.slot(y);
        if (meanSeed && slot == rootSlot) {
            seed();
        }
        if (grads[slot] == null) {
            throw new IllegalStateException("no gradient has arrived at " + y);
        }
        return grads[slot].reshape(y.shape().toArray());
    }

    /**
     * Whether what has arrived at {@code y} is 1/n for each of its n elements and was not written out: {@code y} is
     * the root, differentiated in the mean. A fused loss then hands over the gradient it has already computed.
     */
    public boolean isMean(Tensor y) {
        int slot = tape.slot(y);
        return meanSeed && slot == rootSlot && grads[slot] == null;
    }

    /** Where the gradient of {@code x} is to be written; each call means one write. */
    public Grad into(Tensor x) {
        for (Leaves set : tape.leaves()) {
            int i = set.indexOf(x);
            if (i >= 0) {
                Grad claimed = set.claim(i);
                note(x, claimed.tensor());
                return claimed;
            }
        }
        int slot = tape.slot(x);
        if (slot < 0) {
            throw new IllegalArgumentException("the gradient of " + x + " is not wanted: ask needs() first");
        }
        float beta = 1;
        if (grads[slot] == null) {
            grads[slot] = recycled(x.shape());
            beta = 0;
        } else if (meanSeed && slot == rootSlot) {
            throw new IllegalArgumentException("the root " + x + " is an input of a recorded operation");
        }
        note(x, grads[slot]);
        return new Grad(grads[slot].reshape(x.shape().toArray()), beta);
    }

    private void note(Tensor x, Tensor gradient) {
        if (sent != null) {
            sent.add(new Tensor[] {x, gradient.reshape(x.shape().toArray())});
        }
    }

    /**
     * Takes {@code g}, a tensor of the step arena that its giver no longer needs, as a gradient of {@code x}.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public void adopt(Tensor x, Tensor g) {
        if (g.size() != x.size()) {
            throw new IllegalArgumentException("gradient " + g + " for " + x);
        }
        int slot = tape.slot(x);
        // What arrived at the present operation is used again for other gradients soon, and is copied.
        Tensor arrived = current < 0 ? null : grads[current];
        boolean own = arrived == null || arrived.serial() != g.serial() || arrived.arena() != g.arena();
        if (slot >= 0 && grads[slot] == null && own) {
            if (g.arena() == pass.arena() && g.serial() < began) {
                tape.spend(index); // g was made in the forward direction and will be overwritten
            }
            grads[slot] = g;
            note(x, g);
        } else {
            send(x, 1, g);
        }
    }

    /** Sends {@code factor} times {@code g} to the gradient of {@code x}, as one write; the sizes must agree. */
    public void send(Tensor x, float factor, Tensor g) {
        pass.launch(AXPBY).in(g).f32(factor).into(into(x)).i32(g.count()).each(g.size());
    }

    /**
     * The gradient of a watched input, once backward is done; null if the output does not depend on it.
     *
     * @throws IllegalArgumentException if it was not watched
     */
    public Tensor gradient(Tensor watched) {
        int slot = tape.slot(watched);
        if (slot < 0 || !tape.watched(slot)) {
            throw new IllegalArgumentException(watched + " was not watched in this pass");
        }
        Tensor g = unweighed.getOrDefault(slot, grads[slot]);
        return g == null ? null : g.reshape(watched.shape().toArray());
    }

    private Tensor copy(Tensor t) {
        Tensor c = pass.floats(t.shape());
        launch(AXPBY).in(t).f32(1f).out(c).f32(0f).i32(t.count()).each(t.size());
        return c;
    }

    /** A tensor for a gradient, in memory that an earlier gradient no longer needs where one is large enough. */
    private Tensor recycled(Shape shape) {
        int best = -1;
        for (int i = 0; i < free.size(); i++) {
            long size = free.get(i).size();
            if (size >= shape.size() && (best < 0 || size < free.get(best).size())) {
                best = i;
            }
        }
        if (best < 0) {
            return pass.arena().tensor(DType.F32, shape);
        }
        // The remainder of a larger buffer is not given out again: gradients of one network repeat their sizes.
        return free.remove(best).view(0, shape);
    }
}
