package dev.lethe.autograd;

import dev.lethe.Tensor;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which parameters the root of a backward pass reaches, and by how many operations; refuses what has no gradients of single
 * examples before anything is launched.
 */
final class ExampleLeaves {
    /** One leaf of the sets of leaves of a pass. */
    record Leaf(int set, int index) {}

    private final Leaves[] sets;
    private final Map<Leaf, Integer> uses = new HashMap<>();
    private int operations;

    private ExampleLeaves(Leaves[] sets) {
        this.sets = sets;
    }

    static ExampleLeaves of(Tape tape, Tensor root, int examples) {
        if (root.size() % examples != 0) {
            throw new IllegalArgumentException("the losses " + root + " are not of " + examples
                    + " examples: their number must be a multiple of it");
        }
        ExampleLeaves found = new ExampleLeaves(tape.leaves());
        BitSet reached = new BitSet();
        reached.set(tape.slot(root));
        List<Op> ops = tape.ops();
        for (int i = ops.size() - 1; i >= 0; i--) {
            Op op = ops.get(i);
            if (reached.get(tape.slot(op.output()))) {
                boolean leaf = false;
                for (Tensor t : tape.inputs(i)) {
                    if (t != null && tape.needs(t)) {
                        leaf |= found.reach(op, t, tape, reached);
                    }
                }
                found.operations += leaf ? 1 : 0;
                String coupling = op.coupling(examples);
                if (coupling != null) {
                    throw new IllegalArgumentException("no gradients of single examples: " + name(op) + " " + coupling);
                }
            }
        }
        return found;
    }

    /** Whether {@code t} is a leaf. */
    private boolean reach(Op op, Tensor t, Tape tape, BitSet reached) {
        Leaf leaf = leaf(t);
        if (leaf == null) {
            reached.set(tape.slot(t));
        } else if (op instanceof Op.Weighted) {
            uses.merge(leaf, 1, Integer::sum);
        } else {
            throw new IllegalArgumentException("no gradients of single examples: parameter '" + name(leaf)
                    + "' is an input of " + name(op) + ", which has no rule for them");
        }
        return leaf != null;
    }

    private static String name(Op op) {
        return op.getClass().getSimpleName();
    }

    /** The leaf that {@code t} is; null if it is none. */
    Leaf leaf(Tensor t) {
        for (int s = 0; s < sets.length; s++) {
            int i = sets[s].indexOf(t);
            if (i >= 0) {
                return new Leaf(s, i);
            }
        }
        return null;
    }

    String name(Leaf leaf) {
        return sets[leaf.set()].name(leaf.index());
    }

    /** The gradient of the batch by the leaf as it stands. */
    Tensor gradient(Leaf leaf) {
        return sets[leaf.set()].gradient(leaf.index());
    }

    /** How many operations that the root depends on have the leaf as a parameter. */
    int uses(Leaf leaf) {
        return uses.getOrDefault(leaf, 0);
    }

    /** How many operations that the root depends on have parameters that take a gradient. */
    int operations() {
        return operations;
    }

    /** Fails if a parameter belongs to several operations, whose gradients then cannot be weighed one by one. */
    void requireSingleUses() {
        uses.forEach((leaf, count) -> {
            if (count > 1) {
                throw new IllegalArgumentException("parameter '" + name(leaf) + "' is used by " + count
                        + " operations, so that its gradients cannot be weighed layer by layer: weigh by the norm over"
                        + " all parameters");
            }
        });
    }

    /** The names of the parameters. */
    List<String> names(List<ExampleGradient> gradients) {
        return gradients.stream().map(g -> name(leaf(g.parameter()))).collect(Collectors.toList());
    }

    /** A number of its own for the leaf. */
    int number(Leaf leaf) {
        return leaf.set() << 20 | leaf.index();
    }

    /** Fails unless {@code gradients} are of all parameters that {@code op} has among {@code inputs}, and of nothing else. */
    void requireAll(Op op, Tensor[] inputs, List<ExampleGradient> gradients, Tape tape) {
        for (ExampleGradient g : gradients) {
            if (leaf(g.parameter()) == null) {
                throw new IllegalArgumentException("no gradients of single examples: " + name(op) + " has "
                        + g.parameter() + " as a parameter, which was computed and is shared by all examples");
            }
        }
        for (Tensor t : inputs) {
            Leaf leaf = t == null || !tape.needs(t) ? null : leaf(t);
            if (leaf != null && gradients.stream().noneMatch(g -> leaf.equals(leaf(g.parameter())))) {
                throw new IllegalArgumentException("no gradients of single examples: " + name(op)
                        + " has no rule for them for its input '" + name(leaf) + "'");
            }
        }
    }
}
