package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {
    private static final Shape IMAGE = Shape.of(1, 28, 28);

    @ParameterizedTest
    @CsvSource({"linear, 7850", "'mlp:256,128', 235146", "mlp:7, 5575", "convnet, 215370"})
    void parameterCountsOnImages(String text, long count) {
        try (Rig rig = new Rig(ModelSpec.parse(text, IMAGE, 10))) {
            assertEquals(count, rig.parameters.count());
            float[] y = rig.output(rig.normal("x", 2, 1, 28, 28), Pass.Switches.EVALUATION);
            assertEquals(20, y.length);
        }
    }

    /** Those of the PyTorch forms for CIFAR; preact18 has a normalisation of 512 channels more, before the mean. */
    @ParameterizedTest
    @CsvSource({"resnet18, 11173962", "resnet34, 21282122", "preact18, 11172170"})
    void parameterCountsOfResidualNetworks(String text, long count) {
        try (Device device = new CpuDevice(1, false);
                Parameters p = Parameters.of(device, ModelSpec.parse(text, Shape.of(3, 32, 32), 10), 1)) {
            assertEquals(count, p.count());
        }
    }

    @Test
    void convolutionsNeedImages() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> ModelSpec.parse("convnet", Shape.of(784), 10))
                .getMessage();
        assertTrue(message.contains("'convnet'") && message.contains("[784]"), message);
        assertThrows(IllegalArgumentException.class, () -> ModelSpec.parse("convnet", Shape.of(1, 3, 28), 10));
    }

    @Test
    void severalNetworksAverageTheirOutputs() {
        Ensemble both = (Ensemble) ModelSpec.parse("2*mlp:7", Shape.of(5), 3);
        try (Rig rig = new Rig(both)) {
            assertEquals(2 * (5 * 7 + 7 + 7 * 3 + 3), rig.parameters.count());
            assertTrue(rig.parameters.named().keySet().containsAll(Set.of("0.0.weight", "1.2.bias")));
            Tensor x = rig.normal("x", 4, 5);
            float[] mean = rig.output(x, Pass.Switches.EVALUATION);
            Pass pass = Pass.evaluation(rig.device, rig.step);
            float[] first = rig.device.floats(both.members().get(0).forward(pass, x));
            float[] second = rig.device.floats(both.members().get(1).forward(pass, x));
            for (int i = 0; i < mean.length; i++) {
                assertEquals((first[i] + second[i]) / 2, mean[i], 1e-6);
                assertTrue(first[i] != second[i], "networks begin apart");
            }
        }
        for (String wrong : new String[] {"0*linear", "*linear", "65*linear", "2*3*linear", "x*linear"}) {
            assertThrows(IllegalArgumentException.class, () -> ModelSpec.parse(wrong, Shape.of(5), 3), wrong);
        }
    }

    @Test
    void namesAreThoseOfPyTorch() {
        try (Rig rig = new Rig(ModelSpec.parse("convnet", IMAGE, 10))) {
            assertEquals(
                    List.of(
                            "features.0.weight",
                            "features.0.bias",
                            "features.3.weight",
                            "features.3.bias",
                            "classifier.0.weight",
                            "classifier.0.bias",
                            "classifier.2.weight",
                            "classifier.2.bias"),
                    new ArrayList<>(rig.parameters.named().keySet()));
        }
        try (Rig rig = new Rig(new ResNet(3, 10, 4, false, Activations.relu(), 1, 1))) {
            Set<String> names = rig.parameters.named().keySet();
            assertTrue(
                    names.containsAll(List.of(
                            "conv1.weight",
                            "bn1.running_mean",
                            "layer1.0.bn2.bias",
                            "layer2.0.shortcut.0.weight",
                            "layer2.0.shortcut.1.running_var",
                            "linear.bias")),
                    names.toString());
        }
        try (Rig rig = new Rig(new Gpt(new Gpt.Config(5, 4, 4, 2, 1, true, 0)))) {
            Set<String> names = rig.parameters.named().keySet();
            assertTrue(names.contains("h.0.mlp.c_fc.weight") && !names.contains("lm_head.weight"), names.toString());
        }
    }

    @Test
    void featuresGoIntoAPerceptron() {
        try (Rig rig = new Rig(ModelSpec.parse("mlp:8", Shape.of(3), 2))) {
            assertEquals(3 * 8 + 8 + 16 + 2, rig.parameters.count());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mpl:3",
                "mlp",
                "mlp:",
                "mlp:3,",
                "mlp:0",
                "mlp:-3",
                "mlp:3;4",
                "linear:3",
                "resnet50",
                "convnet:2"
            })
    void whatIsNotAModelIsNamedWithWhatIs(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ModelSpec.parse(text, IMAGE, 10))
                .getMessage();
        assertTrue(message.contains("'" + text + "'") && message.contains(ModelSpec.ALLOWED), message);
    }
}
