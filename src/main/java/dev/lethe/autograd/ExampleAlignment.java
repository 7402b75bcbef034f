package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the gradients of single examples lie to the gradient of their batch, once that is known. */
final class ExampleAlignment {
    private final Pass pass;
    private final int examples;
    private final ExampleLeaves leaves;
    private final List<ExampleGradient> gradients = new ArrayList<>();
    private final Tensor dots;
    private final Tensor cosines;

    ExampleAlignment(Pass pass, int examples, ExampleLeaves leaves) {
        this.pass = pass;
        this.examples = examples;
        this.leaves = leaves;
        dots = pass.floats(examples);
        cosines = pass.floats(examples);
    }

    void add(List<ExampleGradient> more) {
        gradients.addAll(more);
    }

    /**
     * @param units what inner products are multiplied by
     * @param norms of the single gradients
     * @param factors that the gradients to be measured were multiplied by; null for 1
     */
    void finish(Tensor units, Tensor norms, Tensor factors) {
        Tensor squared = pass.floats(1);
        Set<ExampleLeaves.Leaf> counted = new HashSet<>();
        for (int i = 0; i < gradients.size(); i++) {
            ExampleLeaves.Leaf leaf = leaves.leaf(gradients.get(i).parameter());
            Tensor batch = leaves.gradient(leaf);
            gradients.get(i).dots(pass, batch, new Grad(dots, i == 0 ? 0 : 1));
            if (counted.add(leaf)) {
                ExampleRows.dots(pass, batch, batch, 1, new Grad(squared, counted.size() == 1 ? 0 : 1));
            }
        }
        if (gradients.isEmpty()) {
            pass.launch(Backward.FILL).out(dots).f32(0f).i32(examples).each(examples);
            pass.launch(Backward.FILL).out(squared).f32(0f).i32(1).each(1);
        }
        ExampleRows.scale(pass, units, dots);
        ExampleRows.cosines(pass, dots, norms, factors, squared, cosines);
    }

    Tensor dots() {
        return dots;
    }

    Tensor cosines() {
        return cosines;
    }
}
