package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {
    private static final Shape IMAGE = Shape.of(1, 28, 28);

    @ParameterizedTest
    @CsvSource({"linear, 7850", "'mlp:256,128', 235146", "mlp:7, 5575"})
    void parameterCountsOnImages(String text, long count) {
        try (Rig rig = new Rig(ModelSpec.parse(text, IMAGE, 10))) {
            assertEquals(count, rig.parameters.count());
            float[] y = rig.output(rig.normal("x", 2, 1, 28, 28), dev.lethe.autograd.Pass.Switches.EVALUATION);
            assertEquals(20, y.length);
        }
    }

    @Test
    void featuresGoIntoAPerceptron() {
        try (Rig rig = new Rig(ModelSpec.parse("mlp:8", Shape.of(3), 2))) {
            assertEquals(3 * 8 + 8 + 16 + 2, rig.parameters.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mpl:3", "mlp", "mlp:", "mlp:3,", "mlp:0", "mlp:-3", "mlp:3;4", "linear:3"})
    void whatIsNotAModelIsNamedWithWhatIs(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ModelSpec.parse(text, IMAGE, 10))
                .getMessage();
        assertTrue(message.contains("'" + text + "'") && message.contains(ModelSpec.ALLOWED), message);
    }
}
