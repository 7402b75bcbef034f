package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Clip;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.loss.LossSpec;
import dev.lethe.nn.Parameters;

/**
 * How a step weighs the gradients of single examples.
 *
 * @param clip what bounds each; null for no bound
 * @param privately the batches and the noise of private training; null without
 */
record ExampleRule(Clip clip, PrivateRun privately) {
    static final ExampleRule NONE = new ExampleRule(null, null);

    /**
     * Fails if the promise of private training would not hold with this recipe.
     *
     * @throws IllegalArgumentException naming the part and what is allowed
     */
    void require(Recipe recipe) {
        if (privately == null) {
            return;
        }
        LossSpec loss = LossSpec.parse(recipe.loss());
        if (loss.isMethod()) {
            throw new IllegalArgumentException(
                    "private training does not go together with the method " + loss.name()
                            + ", which looks at examples beside their clipped gradients: take a loss without memory, such as ce");
        }
        if (loss.hasMemory()) {
            throw new IllegalArgumentException("private training does not go together with " + loss.name()
                    + ", which keeps what it saw of each example: take a loss without memory, such as ce");
        }
        if (!recipe.classWeights().equals("none")) {
            throw new IllegalArgumentException("private training does not go together with class weights '"
                    + recipe.classWeights() + "', which are counted from the labels without noise");
        }
        if (Augmentation.parse(recipe.augmentation()).mixes()) {
            throw new IllegalArgumentException("private training does not go together with augmentation '"
                    + recipe.augmentation() + "', in which two examples share a gradient: crop and flip do");
        }
    }

    /** Fails if the method that a recipe asks for learns from more than gradients. */
    void require(Method method, Recipe recipe) {
        if (privately != null && !(method instanceof PlainMethod)) {
            throw new IllegalArgumentException("private training does not go together with loss '" + recipe.loss()
                    + "', which estimates its noise matrix from the examples: give it one with matrix=FILE");
        }
    }

    /** Differentiates the losses of a step; noise is added to what comes of it. */
    void backward(Pass pass, Tensor losses, Sampling.Draw draw, Parameters parameters) {
        if (clip == null) {
            pass.backward(losses);
            return;
        }
        PerExample each = PerExample.of(draw.batch().index().count()).reweighted(clip);
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
