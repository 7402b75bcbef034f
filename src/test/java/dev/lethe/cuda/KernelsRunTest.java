package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.LargeCases;
import dev.lethe.OpCases;
import dev.lethe.data.Dataset;
import dev.lethe.nn.Mlp;
import dev.lethe.nn.Parameters;
import dev.lethe.op.BatchNorm;
import dev.lethe.op.Conv2d;
import dev.lethe.op.Embedding;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Schedule;
import dev.lethe.optim.WeightAverage;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.Trainer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each kernel of {@code kernels/} is run on a CUDA device by what the library does, and each that the library names is
 * there. Its arguments are compared with the prototype at every launch, so what runs agrees with it.
 */
@Tag("cuda")
class KernelsRunTest {
    /** Every kernel that a class of the library names, with the field that does. */
    private static Map<String, String> named() throws Exception {
        Path classes = Path.of(
                Kernel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Map<String, String> found = new TreeMap<>();
        for (String name : classes(classes)) {
            Class<?> type = Class.forName(name);
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Kernel.class) {
                    field.setAccessible(true);
                    found.put(((Kernel) field.get(null)).symbol(), type.getName() + "." + field.getName());
                }
            }
        }
        return found;
    }

    /** Names of the classes of a folder or a jar. */
    private static List<String> classes(Path at) throws IOException {
        if (!Files.isDirectory(at)) {
            try (FileSystem jar = FileSystems.newFileSystem(at)) {
                return classes(jar.getPath("/"));
            }
        }
        try (Stream<Path> files = Files.walk(at)) {
            return files.map(f -> at.relativize(f).toString())
                    .filter(f -> f.startsWith("dev") && f.endsWith(".class"))
                    .filter(f -> !f.contains("package-info") && !f.contains("vector"))
                    .map(f -> f.substring(0, f.length() - 6).replace('/', '.'))
                    .collect(Collectors.toList());
        }
    }

    @Test
    void everyKernelOfTheLibraryIsThere() throws Exception {
        Map<String, String> named = named();
        assertTrue(named.size() >= 85, "only " + named.size() + " kernels were found");
        named.keySet().removeAll(Registry.kernels().keySet());
        assertEquals(Map.of(), named, "kernels without a CUDA function, and who names them");
    }

    /** What is large enough for the plans that divide a launch into stages, and for every tile of convolution. */
    private static Stream<OpCase> inStages() {
        Stream<OpCase> others = Stream.of(
                OpCase.of("columns", (p, in) -> BatchNorm.batchNorm(p, in[0], null, null, in[1], in[2]))
                        .input(4100, 64)
                        .constant(v -> v, 64)
                        .constant(v -> v * v, 64),
                OpCase.of("channels", (p, in) -> BatchNorm.batchNorm(p, in[0], null, null, in[1], in[2]))
                        .input(64, 2, 28, 28)
                        .constant(v -> v, 2)
                        .constant(v -> v * v, 2),
                OpCase.of("words", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                        .input(2100, 5)
                        .labels(2100, 2003));
        return Stream.concat(
                others,
                CudaConvolutionTest.large()
                        .map(e -> OpCase.of(
                                        e.toString(),
                                        (p, in) -> Conv2d.conv2d(p, in[0], in[1], in[2], e.stride(), e.padding()))
                                .input(e.n(), e.c(), e.h(), e.w())
                                .input(e.out(), e.c(), e.kh(), e.kw())
                                .input(e.out())));
    }

    private static Parts rows() {
        float[][] features = new float[40][3];
        int[] labels = new int[40];
        for (int i = 0; i < 40; i++) {
            features[i][i % 3] = i;
            labels[i] = i % 2;
        }
        return new Parts(Dataset.of(features, labels, 2), null, null);
    }

    private static void train(Device device, Parts parts, String loss, String optimizer, String augmentation) {
        boolean plain = !loss.equals("elr+") && !loss.equals("co-teaching");
        Recipe recipe = Recipe.standard()
                .withModel("mlp:16")
                .withLoss(loss)
                .withBatch(30)
                .withEpochs(1)
                .withOptimizer(optimizer, 0.01, "constant")
                .withClassWeights(plain ? "balanced" : "none")
                .withAugmentation(augmentation);
        new Trainer(device, recipe, new Parts(parts.train(), parts.validation(), null)).run(Listener.SILENT);
    }

    @Test
    void everyKernelRuns() {
        try (Device device = TestDevice.open()) {
            OpHarness harness = new OpHarness(device);
            Stream.concat(OpCases.all(), LargeCases.all()).forEach(harness::run);
            inStages().forEach(harness::run);
            Parts images = new DataRequest("strokes:100", "symmetric:0.3", 0, 0.1, 5).load();
            train(device, images, "elr", "sgd:momentum=0.9,clip=1", "crop:2,flip");
            train(device, rows(), "ce", "adamw", "none");
            train(device, images, "elr+", "adam", "none");
            train(device, rows(), "co-teaching", "adam", "none");
            average(device);
            ExampleLaunches.all(device);
            Set<String> missing = new TreeSet<>(Registry.kernels().keySet());
            missing.removeAll(((CudaDevice) device).modules().started());
            assertEquals(Set.of(), missing, "kernels that were never launched");
        }
    }

    private static void average(Device device) {
        Mlp network = new Mlp(4, 3, 2);
        try (Arena data = device.arena("data", 1 << 20);
                Parameters parameters = Parameters.of(device, network, 1)) {
            Clock clock = new Clock(device, data, 1);
            WeightAverage average = new WeightAverage(device, data, parameters, clock, Schedule.constant(0.9), true);
            clock.start(3);
            average.update();
            average.inPlace(() -> {});
        }
    }
}
