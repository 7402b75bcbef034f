package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Clip;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.nn.Parameters;

/**
 * How a step weighs the gradients of single examples.
 *
 * @param clip what bounds each; null for no bound
 * @param privately the batches and the noise of private training; null without
 */
record ExampleRule(Clip clip, PrivateRun privately) {
    static final ExampleRule NONE = new ExampleRule(null, null);

    /** Fails if the promise of private training would not hold with this recipe, or what is tracked would be lost. */
    void require(Recipe recipe, Tracking tracking) {
        if (privately != null) {
            privately.terms().require(recipe);
            privately.terms().require(tracking);
        }
    }

    /** Fails if the method that a recipe asks for learns from more than gradients. */
    void require(Method method, Recipe recipe) {
        if (privately != null && !(method instanceof PlainMethod)) {
            throw new IllegalArgumentException("private training does not go together with loss '" + recipe.loss()
                    + "', which estimates its noise matrix from the examples: give it one with matrix=FILE");
        }
    }

    /**
     * Differentiates the losses of a step; noise is added to what comes of it.
     *
     * @param asked what else is to be found out about each example; null if nothing
     */
    void backward(Pass pass, Tensor losses, Sampling.Draw draw, Parameters parameters, PerExample asked) {
        if (clip == null) {
            pass.backward(losses, null, asked);
            return;
        }
        int n = draw.batch().index().count();
        PerExample each = (asked == null ? PerExample.of(n) : asked).reweighted(clip);
        if (privately == null) {
            pass.backward(losses, null, each);
            return;
        }
        double expected = privately.plan().expectedSize();
        pass.backward(losses, draw.cotangent(), each.scaledBy(1 / expected));
        int bounds = clip.perLayer() ? each.layers().size() : 1;
        double largest = clip.bound() * Math.sqrt(bounds);
        GradientNoise.add(pass, parameters, privately.noiseMultiplier() * largest / expected);
    }

    /** What a checkpoint is compared by; empty for no rule. */
    String text() {
        return privately != null
                ? "private " + privately.terms().text()
                : clip != null ? "clipped to " + ClipSpec.text(clip) : "";
    }
}
