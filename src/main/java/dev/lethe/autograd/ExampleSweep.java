package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a backward pass that treats examples one by one: it stands between an operation with parameters and their
 * gradients.
 *
 * <p>Factors that depend on the norm over all parameters are known only at the end, so the gradients of parameters then
 * follow in a second sweep over the operations, whose output gradients are kept for it.
 */
final class ExampleSweep {
    private final Backward back;
    private final Pass pass;
    private final Tape tape;
    private final PerExample asked;
    private final Scratch scratch;
    private final int n;
    private final ExampleLeaves leaves;
    private final ExampleNorms norms;
    private final ExampleAlignment alignment;
    private final Tensor units;
    private final Tensor factors;
    private final Map<ExampleLeaves.Leaf, List<ExampleGradient>> arrived = new HashMap<>();
    private final List<Op.Weighted> deferred = new ArrayList<>();
    private final Set<Tensor> written = new HashSet<>();

    /** @param unit what undoes the factor that the losses were differentiated with */
    ExampleSweep(Backward back, Tape tape, PerExample asked, Scratch scratch, float unit) {
        this.back = back;
        this.pass = back.pass();
        this.tape = tape;
        this.asked = asked;
        this.scratch = scratch;
        n = asked.examples();
        leaves = ExampleLeaves.of(tape, back.root(), n);
        if (perLayer()) {
            leaves.requireSingleUses();
            if (asked.wantsAlignments()) {
                throw new IllegalArgumentException("alignments with the gradient of the batch are not measured while"
                        + " examples are weighed layer by layer: weigh by the norm over all parameters");
            }
        }
        boolean measured = asked.wantsNorms();
        norms = measured ? new ExampleNorms(pass, n, asked.wantsLayers() ? leaves.operations() : 0, unit) : null;
        factors = asked.reweighting() == null ? null : pass.floats(n);
        alignment = asked.wantsAlignments() ? new ExampleAlignment(pass, n, leaves) : null;
        units = pass.floats(n);
        pass.launch(Backward.FILL).out(units).f32(unit).i32(n).each(n);
    }

    private boolean perLayer() {
        return asked.reweighting() != null && asked.reweighting().perLayer();
    }

    /**
     * Treats the parameters of an operation that has just been differentiated.
     *
     * @param inputs what the operation was recorded with
     * @return whether the gradient of its output must be kept until {@link #finish}
     */
    boolean weights(Op.Weighted op, Tensor[] inputs) {
        back.of(op.output()); // written now if it was not: what is measured below gives its memory back
        List<ExampleGradient> gradients = op.exampleGradients(back, n);
        leaves.requireAll(op, inputs, gradients, tape);
        if (gradients.isEmpty()) {
            return false;
        }
        boolean shared = false;
        Set<ExampleLeaves.Leaf> own = new LinkedHashSet<>();
        for (ExampleGradient g : gradients) {
            ExampleLeaves.Leaf leaf = leaves.leaf(g.parameter());
            own.add(leaf);
            shared |= leaves.uses(leaf) > 1;
            arrived.computeIfAbsent(leaf, l -> new ArrayList<>()).add(g);
            other(g, leaf);
        }
        own.forEach(this::arrived);
        if (norms == null) {
            op.weights(back);
        } else {
            measure(op, gradients, own, shared);
        }
        if (alignment != null) {
            alignment.add(gradients);
        }
        return alignment != null || shared || deferred.contains(op);
    }

    private void measure(Op.Weighted op, List<ExampleGradient> gradients, Set<ExampleLeaves.Leaf> own, boolean shared) {
        Grad into = norms.next(leaves.names(gradients));
        if (shared) {
            Grad next = into;
            boolean nothing = true;
            for (ExampleLeaves.Leaf leaf : own) {
                List<ExampleGradient> all = arrived.get(leaf);
                if (leaves.uses(leaf) == 1) {
                    all.get(0).squaredNorms(pass, scratch, next);
                } else if (all.size() == leaves.uses(leaf)) {
                    FormedRows.squaredNorms(pass, all, n, scratch, leaves.name(leaf), next);
                } else {
                    continue;
                }
                next = new Grad(into.tensor(), 1);
                nothing = false;
            }
            if (nothing) {
                norms.nothingWritten();
            }
        } else if (asked.reweighting() == null) {
            op.weightsAndSquaredNorms(back, n, scratch, into);
            return;
        } else {
            op.squaredNorms(back, n, scratch, into);
        }
        if (perLayer()) {
            asked.reweighting().factors(pass, norms.lastLayer(), factors);
            back.weigh(op, factors);
        } else if (asked.reweighting() != null) {
            deferred.add(op);
        } else {
            op.weights(back);
        }
    }

    /** Everything that is linear in the gradient, so that what several operations give to it is added. */
    private void other(ExampleGradient g, ExampleLeaves.Leaf leaf) {
        for (PerExample.Projected p : asked.projected()) {
            g.project(pass, p.projection(), 2 * leaves.number(leaf), next(p.into()));
        }
        for (PerExample.Along a : asked.along()) {
            Tensor direction = a.direction().apply(g.parameter());
            if (direction != null) {
                g.dots(pass, direction, next(a.into()));
            }
        }
    }

    private Grad next(Tensor into) {
        return new Grad(into, written.add(into) ? 0 : 1);
    }

    /** Hands out the rows of a parameter, if this operation was the last that gives to it. */
    private void arrived(ExampleLeaves.Leaf leaf) {
        List<ExampleGradient> all = arrived.get(leaf);
        if (all.size() < leaves.uses(leaf)) {
            return;
        }
        for (PerExample.RowsConsumer consumer : asked.consumers()) {
            FormedRows.each(pass, all, n, scratch, leaves.name(leaf), (from, to, rows) -> {
                ExampleRows.scale(pass, units.slice(from, to), rows);
                consumer.rows(pass, all.get(0).parameter(), from, to, rows);
            });
        }
    }

    /** The walk has come to its end: what had to wait for it. */
    void finish() {
        arrived.forEach((leaf, all) -> {
            if (all.size() < leaves.uses(leaf)) {
                throw new IllegalStateException("parameter '" + leaves.name(leaf) + "' is used by " + leaves.uses(leaf)
                        + " operations, but a gradient arrived at " + all.size() + " only");
            }
        });
        if (norms != null) {
            norms.finish(perLayer());
        }
        if (asked.reweighting() != null && !perLayer()) {
            asked.reweighting().factors(pass, norms.norms(), factors);
            deferred.forEach(op -> back.weigh(op, factors));
        }
        asked.projected().forEach(p -> finish(p.into()));
        asked.along().forEach(a -> finish(a.into()));
    }

    private void finish(Tensor into) {
        if (!written.contains(into)) {
            pass.launch(Backward.FILL).out(into).f32(0f).i32(into.count()).each(into.size());
        }
        ExampleRows.scale(pass, units, into);
    }

    /** The gradient of the batch is complete. */
    void complete() {
        if (alignment != null) {
            alignment.finish(units, norms.norms(), factors);
        }
    }

    ExampleNorms norms() {
        return norms;
    }

    Tensor factors() {
        return factors;
    }

    ExampleAlignment alignment() {
        return alignment;
    }
}
