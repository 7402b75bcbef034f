package dev.lethe.train;

/**
 * Everything that decides a training run but the data and the device. Text fields are as on the command line.
 *
 * @param model such as {@code convnet}, see {@code ModelSpec}
 * @param loss such as {@code elr:lambda=3,beta=0.7}, or a method such as {@code elr+}, see {@code LossSpec}
 * @param optimizer such as {@code adam} or {@code sgd:momentum=0.9}, see {@link OptimizerSpec}
 * @param rate highest learning rate
 * @param schedule such as {@code cosine}, see {@link ScheduleSpec}
 * @param batch examples in a step
 * @param epochs passes over the training set
 * @param seed of weights, order, augmentation and dropout
 * @param augmentation see {@link Augmentation#parse}
 * @param classWeights {@code none}, or {@code balanced}: examples weigh n / (k n_c), by given labels
 */
public record Recipe(
        String model,
        String loss,
        String optimizer,
        double rate,
        String schedule,
        int batch,
        int epochs,
        long seed,
        String augmentation,
        String classWeights) {

    public Recipe {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch + ": 1 or more is allowed");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException(epochs + " epochs: 1 or more is allowed");
        }
        if (!((float) rate > 0 && rate < 1e6)) {
            throw new IllegalArgumentException("a learning rate of " + rate + ": above 0 and below 1e6 is allowed");
        }
        if (!classWeights.equals("none") && !classWeights.equals("balanced")) {
            throw new IllegalArgumentException("class weights '" + classWeights + "': none and balanced are allowed");
        }
        Augmentation.parse(augmentation);
        ScheduleSpec.build(schedule, rate, 1, Integer.MAX_VALUE);
        Methods.require(loss, augmentation, classWeights);
        Methods.network(model, loss);
    }

    /** The recipe of the main job: convnet, cross-entropy, Adam 1e-3 with cosine decay to 0, batch 128, 40 epochs. */
    public static Recipe standard() {
        return new Recipe("convnet", "ce", "adam", 1e-3, "cosine", 128, 40, 1, "none", "none");
    }

    public Recipe withModel(String value) {
        return new Recipe(value, loss, optimizer, rate, schedule, batch, epochs, seed, augmentation, classWeights);
    }

    public Recipe withLoss(String value) {
        return new Recipe(model, value, optimizer, rate, schedule, batch, epochs, seed, augmentation, classWeights);
    }

    public Recipe withOptimizer(String value, double newRate, String newSchedule) {
        return new Recipe(model, loss, value, newRate, newSchedule, batch, epochs, seed, augmentation, classWeights);
    }

    public Recipe withBatch(int value) {
        return new Recipe(model, loss, optimizer, rate, schedule, value, epochs, seed, augmentation, classWeights);
    }

    public Recipe withEpochs(int value) {
        return new Recipe(model, loss, optimizer, rate, schedule, batch, value, seed, augmentation, classWeights);
    }

    public Recipe withSeed(long value) {
        return new Recipe(model, loss, optimizer, rate, schedule, batch, epochs, value, augmentation, classWeights);
    }

    public Recipe withAugmentation(String value) {
        return new Recipe(model, loss, optimizer, rate, schedule, batch, epochs, seed, value, classWeights);
    }

    public Recipe withClassWeights(String value) {
        return new Recipe(model, loss, optimizer, rate, schedule, batch, epochs, seed, augmentation, value);
    }
}
