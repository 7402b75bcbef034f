package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual networks for small images (He et al., 2016, arXiv 1512.03385): a 3x3 stem, four stages of basic blocks of
 * one, two, four and eight times its channels, each but the first halving the image, and a linear layer on the mean.
 *
 * <p>The pre-activation form (arXiv 1603.05027) normalises before each convolution instead of after.
 */
public final class ResNet implements Module {
    private final Parts parts = new Parts();

    /**
     * A network of four stages.
     *
     * @param channels of the images
     * @param classes number of outputs
     * @param width channels of the stem and the first stage, usually 64
     * @param preActivation whether blocks are of the pre-activation form
     * @param activation a module without parameters, usually ReLU
     * @param depths how many blocks each stage has
     */
    public ResNet(int channels, int classes, int width, boolean preActivation, Module activation, int... depths) {
        parts.then("conv1", new Conv2d(channels, width, 3, 1, 1, false));
        if (!preActivation) {
            parts.then("bn1", new BatchNorm(width)).then("relu", activation);
        }
        int in = width;
        for (int stage = 0; stage < depths.length; stage++) {
            int out = width << stage;
            List<Module> blocks = new ArrayList<>();
            for (int i = 0; i < depths[stage]; i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                blocks.add(
                        preActivation
                                ? new PreActivationBlock(in, out, stride, activation)
                                : new BasicBlock(in, out, stride, activation));
                in = out;
            }
            parts.then("layer" + (stage + 1), new Sequential(blocks));
        }
        if (preActivation) {
            parts.then("bn", new BatchNorm(in)).then("relu", activation);
        }
        parts.then("pool", Pools.globalAverage()).then("linear", new Linear(in, classes));
    }

    /** 11,173,962 parameters for 3 channels and 10 classes. */
    public static ResNet resNet18(int channels, int classes) {
        return new ResNet(channels, classes, 64, false, Activations.relu(), 2, 2, 2, 2);
    }

    /** 21,282,122 parameters for 3 channels and 10 classes. */
    public static ResNet resNet34(int channels, int classes) {
        return new ResNet(channels, classes, 64, false, Activations.relu(), 3, 4, 6, 3);
    }

    /** The pre-activation form with 18 layers. */
    public static ResNet preActResNet18(int channels, int classes) {
        return new ResNet(channels, classes, 64, true, Activations.relu(), 2, 2, 2, 2);
    }

    /** Images (n, channels, h, w) to (n, classes). */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return parts.forward(pass, x);
    }

    @Override
    public void declare(Declaration into) {
        parts.declare(into);
    }
}
