package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run cannot be made of is refused before training, with the value and what is allowed. */
class BadInputTest {
    private static final Parts PARTS = new DataRequest("strokes:40", "none", 0, 0, 5).load();
    private static final Recipe RECIPE = Recipe.standard().withModel("linear").withEpochs(3);

    private static void refused(String message, Recipe recipe, Parts parts) {
        try (Device device = Device.open("cpu:1")) {
            Trainer trainer = new Trainer(device, recipe, parts);
            String thrown = assertThrows(IllegalArgumentException.class, () -> trainer.run(Listener.SILENT))
                    .getMessage();
            assertTrue(thrown.contains(message), thrown);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sgd:momentum=1 | SGD: momentum is 1.0; it must be from 0.0 to 0.999999",
                "sgd:momentum=0,nesterov=true | Nesterov's form needs a momentum over 0",
                "sgd:momentum=-0.1 | momentum=-0.1 is not a number from 0 up",
                "sgd:nesterov=yes | nesterov=yes is neither true nor false",
                "sgd:decay=1e7 | SGD: weight decay is 1.0E7; it must be from 0.0 to 1000000.0",
                "sgd:clip=-1 | clip=-1 is not a number from 0 up",
                "sgd:clip=1e31 | the largest norm is 1.0E31; it must be from 1.0E-30 to 1.0E30",
                "sgd:clip=1e-31 | the largest norm is 1.0E-31; it must be from 1.0E-30 to 1.0E30",
                "sgd:beta1=0.5 | unknown setting [beta1]; allowed: sgd[:momentum",
                "sgd:momentum=0.5,momentum=0.9 | momentum is given twice",
                "adam:beta1=1 | beta1 is 1.0; it must be from 0.0 to 0.999999",
                "adam:beta2=1.5 | beta2 is 1.5; it must be from 0.0 to 0.999999",
                "adam:eps=0 | eps is 0.0; it must be from 1.0E-30 to 1.0",
                "adamw:decay=NaN | decay=NaN is not a number from 0 up",
                "adamw:eps=tiny | eps=tiny is not a number from 0 up",
                "lbfgs | unknown optimizer 'lbfgs'; allowed: sgd",
            })
    void ofAnOptimiser(String optimizer, String message) {
        refused(message, RECIPE.withOptimizer(optimizer, 0.01, "constant"), PARTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cosine:end=0.02 | end=0.02 is not a number from 0 to 0.01",
                "cosine:end=-1 | end=-1 is not a number from 0 to 0.01",
                "cosine:warmup=4 | a warm-up of 4 steps is longer than the training of 3",
                "cosine:warmup=-1 | warmup=-1 is not a number from 0 up",
                "step:factor=2 | factor=2 is not a number from 0 to 1",
                "step:at=1 | '1' is no fraction of training between 0 and 1",
                "step:at=0.5+x | 'x' is no fraction of training between 0 and 1",
                "step:warmup=1,warmup=2 | warmup is given twice",
                "linear | unknown schedule 'linear'; allowed: constant",
            })
    void ofASchedule(String schedule, String message) {
        try (Device device = Device.open("cpu:1")) {
            String thrown = assertThrows(
                            IllegalArgumentException.class,
                            () -> new Trainer(device, RECIPE.withOptimizer("adam", 0.01, schedule), PARTS)
                                    .run(Listener.SILENT))
                    .getMessage();
            assertTrue(thrown.contains(message), thrown);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "-1, -1.0", "NaN, NaN", "1e6, 1000000.0", "1e-60, 1.0E-60"})
    void aRate(double rate, String said) {
        String thrown = assertThrows(
                        IllegalArgumentException.class, () -> RECIPE.withOptimizer("adam", rate, "constant"))
                .getMessage();
        assertTrue(thrown.contains("a learning rate of " + said + ": above 0 and below 1e6 is allowed"), thrown);
    }

    @Test
    void moreStepsThanAClockHasRoomFor() {
        refused("steps: at most 30000000 are allowed", RECIPE.withEpochs(Integer.MAX_VALUE), PARTS);
    }

    @Test
    void augmentationThatLeavesNothing() {
        refused("crop below 28 is allowed", RECIPE.withAugmentation("crop:28"), PARTS);
        Parts table = new Parts(table(2, 0, 1, 0, 1), null, null);
        refused("needs images", RECIPE.withAugmentation("crop:2"), table);
        refused("needs images", RECIPE.withAugmentation("cutmix:1"), table);
    }

    private static Dataset table(int classes, int... labels) {
        float[] features = new float[labels.length];
        features[0] = 1;
        return Dataset.table(features, 1, labels, classes, null, "memory");
    }

    private static void refusedParts(String message, int classes, int... labels) {
        String thrown = assertThrows(
                        IllegalArgumentException.class, () -> new Parts(table(classes, labels), null, null))
                .getMessage();
        assertTrue(thrown.contains(message), thrown);
    }

    @Test
    void labelsOfFewerThanTwoClasses() {
        refusedParts("memory: 3 examples of shape [1], 1 classes: at least 2 classes are needed", 1, 0, 0, 0);
        refusedParts("all have the label 2, examples of at least 2 classes are needed", 4, 2, 2, 2);
        refusedParts("label 2 of example 1 is not in 0..1", 2, 0, 2, 1);
        refusedParts("label -1 of example 2 is not in 0..1", 2, 0, 1, -1);
    }
}
