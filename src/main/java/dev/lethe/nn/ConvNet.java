package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * Two 5x5 convolutions of 16 and 32 channels, each with ReLU and max-pooling by 2, then linear layers to 128 and to the
 * classes: 215,370 parameters on 1x28x28 and 10 classes.
 */
public final class ConvNet implements Module {
    private final Parts parts = new Parts();

    /**
     * For images (n, channels, height, width).
     *
     * @param height at least 4, likewise {@code width}
     */
    public ConvNet(int channels, int height, int width, int classes) {
        this(channels, height, width, classes, Activations.relu());
    }

    /** With another activation, a module without parameters. */
    public ConvNet(int channels, int height, int width, int classes, Module activation) {
        int features = 32 * (height / 4) * (width / 4);
        if (features == 0) {
            throw new IllegalArgumentException(
                    "a convnet halves images twice: " + height + " by " + width + " is too small");
        }
        parts.then(
                "features",
                new Sequential(
                        new Conv2d(channels, 16, 5, 1, 2),
                        activation,
                        Pools.max(2),
                        new Conv2d(16, 32, 5, 1, 2),
                        activation,
                        Pools.max(2)));
        parts.then("flatten", new Flatten());
        parts.then("classifier", new Sequential(new Linear(features, 128), activation, new Linear(128, classes)));
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return parts.forward(pass, x);
    }

    @Override
    public void declare(Declaration into) {
        parts.declare(into);
    }
}
