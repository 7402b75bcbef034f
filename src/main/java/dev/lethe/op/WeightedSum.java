package dev.lethe.op;

import dev.lethe.DType;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Elementwise;
import java.util.List;

/** y = w1 l1 + w2 l2 + ..., the terms of a training objective. */
public record WeightedSum(List<Term> terms, Tensor y) implements Op {
    static final Kernel KERNEL = Kernel.of("scaled", Elementwise::scaled);

    /**
     * One term: {@code weight * scale * loss}.
     *
     * @param loss per example, or a mean
     * @param weight the same in every step
     * @param scale one F32 number in device memory that may change from step to step, such as a value of the clock;
     *     null for 1
     */
    public record Term(Tensor loss, float weight, Tensor scale) {
        public Term(Tensor loss, float weight) {
            this(loss, weight, null);
        }
    }

    /**
     * Losses of one shape; the result has that shape.
     *
     * @throws IllegalArgumentException if there is no term, if the shapes differ, or if a scale is not one F32 number
     *     that takes no gradient
     */
    public static Tensor weightedSum(Pass pass, List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a weighted sum of no loss");
        }
        Tensor first = terms.get(0).loss();
        Tensor[] losses = new Tensor[terms.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = terms.get(i).loss();
            check(pass, i, terms.get(i), first);
        }
        Tensor y = pass.like(first);
        for (int i = 0; i < losses.length; i++) {
            Term t = terms.get(i);
            start(pass.launch(KERNEL), t.loss(), t, new Grad(y, i == 0 ? 0 : 1));
        }
        return pass.record(new WeightedSum(List.copyOf(terms), y), losses);
    }

    private static void check(Pass pass, int i, Term t, Tensor first) {
        if (!t.loss().shape().equals(first.shape())) {
            throw new IllegalArgumentException(
                    "term " + i + " of a weighted sum is " + t.loss() + " where the first is " + first);
        }
        if (t.scale() != null && (t.scale().type() != DType.F32 || t.scale().size() != 1 || pass.needs(t.scale()))) {
            throw new IllegalArgumentException("the scale of term " + i + " of a weighted sum is " + t.scale()
                    + ": it must be one F32 number that takes no gradient");
        }
    }

    private static void start(Launch launch, Tensor from, Term t, Grad to) {
        launch.in(from).in(t.scale()).f32(t.weight()).into(to).i32(from.count()).each(from.size());
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return null;
    }

    @Override
    public void backward(Backward b) {
        for (Term t : terms) {
            if (b.needs(t.loss())) {
                start(b.launch(KERNEL), b.of(y), t, b.into(t.loss()));
            }
        }
    }
}
