package dev.lethe.autograd;

import dev.lethe.Arena;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The operations of one pass in the order they were done, and which tensors take gradients. */
final class Tape {
    private final Arena arena;
    private final Leaves[] leaves;
    private final List<Op> ops = new ArrayList<>();
    private final List<Tensor[]> inputs = new ArrayList<>();
    private final List<Tensor> used = new ArrayList<>();
    private final List<Tensor> foreign = new ArrayList<>(2);
    private final List<Integer> foreignSlots = new ArrayList<>(2);
    private final BitSet watched = new BitSet();
    private final BitSet spent = new BitSet();
    // The slot of the step arena's request of that id; valid if the serial agrees, since ids are used again.
    private int[] slots = new int[128];
    private long[] serials = new long[128];
    private int slotCount;

    Tape(Arena arena, Leaves... leaves) {
        this.arena = arena;
        this.leaves = leaves.clone();
        Arrays.fill(serials, -1);
    }

    List<Op> ops() {
        return ops;
    }

    Leaves[] leaves() {
        return leaves;
    }

    int slotCount() {
        return slotCount;
    }

    /** The differentiable inputs of each operation; some may be null. */
    Tensor[] inputs(int index) {
        return inputs.get(index);
    }

    void add(Op op, Tensor... in) {
        Tensor y = op.output();
        if (y.arena() != arena || y.partial()) {
            throw new IllegalArgumentException(
                    "the output " + y + " of " + op + " is no whole tensor of the arena of its pass");
        }
        assign(y);
        ops.add(op);
        inputs.add(in);
    }

    /** Notes inputs of an operation that was not recorded, since none of them needs a gradient so far. */
    void used(Tensor... inputs) {
        for (Tensor t : inputs) {
            if (t != null) {
                used.add(t);
            }
        }
    }

    void watch(Tensor t) {
        if (t.partial()) {
            throw new IllegalArgumentException("a view of a part, " + t + ", cannot be watched");
        }
        if (slot(t) < 0) {
            for (Tensor u : used) {
                if (u.arena() == t.arena() && u.serial() == t.serial()) {
                    throw new IllegalStateException(
                            "watch " + t + " before it is used: an operation of this pass has taken it already, and"
                                    + " was not recorded");
                }
            }
            if (t.arena() == arena) {
                assign(t);
            } else if (ops.isEmpty()) {
                foreign.add(t);
                foreignSlots.add(slotCount++);
            } else {
                // It may have been used already, and those uses would be missing from its gradient without a word.
                throw new IllegalStateException("watch " + t + " before the first operation of the pass");
            }
        }
        watched.set(slot(t));
    }

    /** Whether the gradient in this slot was asked for by {@link #watch}. */
    boolean watched(int slot) {
        return watched.get(slot);
    }

    /** Whether the operation at this place of the tape has given away what its derivative needs. */
    boolean spent(int index) {
        return spent.get(index);
    }

    void spend(int index) {
        spent.set(index);
    }

    /** The slot of a tensor that is no leaf, or -1 if it takes no gradient. */
    int slot(Tensor t) {
        if (t.arena() == arena) {
            int id = t.id();
            return id < slots.length && serials[id] == t.serial() ? slots[id] : -1;
        }
        for (int i = 0; i < foreign.size(); i++) {
            Tensor w = foreign.get(i);
            if (w.arena() == t.arena() && w.serial() == t.serial()) {
                return foreignSlots.get(i);
            }
        }
        return -1;
    }

    boolean needs(Tensor t) {
        for (Leaves set : leaves) {
            int i = set.indexOf(t);
            if (i >= 0) {
                return !set.frozen(i);
            }
        }
        if (slot(t) < 0) {
            return false;
        }
        if (t.partial()) {
            throw new IllegalArgumentException(
                    "a view of a part, " + t + ", has no gradient of its own: take it with the op Slice");
        }
        return true;
    }

    boolean needsAny(Tensor... inputs) {
        for (Tensor t : inputs) {
            if (t != null && needs(t)) {
                return true;
            }
        }
        return false;
    }

    private void assign(Tensor t) {
        int id = t.id();
        if (id >= slots.length) {
            int grown = Math.max(id + 1, 2 * slots.length);
            int old = slots.length;
            slots = Arrays.copyOf(slots, grown);
            serials = Arrays.copyOf(serials, grown);
            Arrays.fill(serials, old, grown, -1);
        }
        slots[id] = slotCount++;
        serials[id] = t.serial();
    }
}
