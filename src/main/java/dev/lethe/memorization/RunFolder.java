package dev.lethe.memorization;

import dev.lethe.DType;
import dev.lethe.Shape;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The results of model runs, a file {@code model-NUMBER.npz} each, beside {@code manifest.json}.
 *
 * <p>A file is there whole or not at all. Several processes may share the folder without knowing of each other: a run gives
 * the same file wherever it is done, so that one done twice costs time and changes nothing. Arrays of a file: {@code
 * manifest} (UTF-8), {@code model}, {@code member}, {@code correct}, {@code probability}, and with a test set {@code
 * test_correct} and {@code test_probability}; see {@link ModelResult}.
 */
public final class RunFolder {
    private static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final Manifest manifest;
    private final int train;
    private final int test;

    private RunFolder(Path folder, Manifest manifest, int train, int test) {
        this.folder = folder;
        this.manifest = manifest;
        this.train = train;
        this.test = test;
    }

    /**
     * Opens a folder, or makes it.
     *
     * @throws DataException naming what differs if it holds other runs, or holds models and does not say of what
     */
    public static RunFolder open(Path folder, ModelRuns runs, Manifest manifest) {
        int tested = runs.test() == null ? 0 : runs.test().size();
        RunFolder opened = new RunFolder(folder, manifest, runs.train().size(), tested);
        Path file = folder.resolve(MANIFEST);
        try {
            Files.createDirectories(folder);
            AtomicFile.removeStale(folder);
            if (Files.exists(file)) {
                opened.requireManifest();
            } else {
                opened.requireNoModels();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder + ": " + e.getMessage(), e);
        }
        return opened;
    }

    private void requireManifest() throws IOException {
        Path file = folder.resolve(MANIFEST);
        manifest.require(Manifest.read(Files.readString(file), file.toString()), file.toString());
    }

    private void requireNoModels() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "model-*.npz")) {
            for (Path file : all) {
                if (Files.exists(folder.resolve(MANIFEST))) {
                    requireManifest(); // another process has just begun
                    return;
                }
                throw new DataException(file + " is there without a " + MANIFEST + " beside it: choose another folder");
            }
        }
    }

    /** Where the result of a model is, or will be. */
    public Path file(int model) {
        return folder.resolve(String.format("model-%06d.npz", model));
    }

    /** Whether the result of a model is there. */
    public boolean has(int model) {
        return Files.exists(file(model));
    }

    /**
     * Puts a result there, and the manifest before the first one: what cannot even begin leaves no mark on the folder.
     *
     * @throws DataException if somebody else has begun other runs there
     */
    void write(ModelResult result) {
        writeManifest();
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        byte[] json = manifest.json().getBytes(StandardCharsets.UTF_8);
        arrays.put("manifest", HostTensor.of(json, Shape.of(json.length)));
        arrays.put("model", HostTensor.of(new int[] {result.model()}, Shape.of(1)));
        arrays.put("member", flags(result.member()));
        arrays.put("correct", flags(result.correct()));
        arrays.put("probability", HostTensor.of(result.probability(), Shape.of(train)));
        if (test > 0) {
            arrays.put("test_correct", flags(result.testCorrect()));
            arrays.put("test_probability", HostTensor.of(result.testProbability(), Shape.of(test)));
        }
        AtomicFile.write(file(result.model()), part -> Npz.write(part, arrays));
    }

    private void writeManifest() {
        Path file = folder.resolve(MANIFEST);
        try {
            if (!Files.exists(file)) {
                byte[] json = manifest.json().getBytes(StandardCharsets.UTF_8);
                AtomicFile.write(file, part -> Files.write(part, json));
            }
            requireManifest();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * The result of a model.
     *
     * @throws DataException if it is not there, damaged, or of other runs
     */
    public ModelResult read(int model) {
        Path file = file(model);
        Map<String, HostTensor> arrays = Npz.read(file);
        String json = new String(array(file, arrays, "manifest", DType.U8, -1).bytes(), StandardCharsets.UTF_8);
        manifest.require(Manifest.read(json, file.toString()), file.toString());
        int number = array(file, arrays, "model", DType.I32, 1).ints()[0];
        if (number != model) {
            throw new DataException(file + ": array 'model' is " + number + ", " + model + " was expected");
        }
        return new ModelResult(
                model,
                flags(file, arrays, "member", train),
                flags(file, arrays, "correct", train),
                array(file, arrays, "probability", DType.F32, train).floats(),
                test == 0 ? new boolean[0] : flags(file, arrays, "test_correct", test),
                test == 0
                        ? new float[0]
                        : array(file, arrays, "test_probability", DType.F32, test)
                                .floats());
    }

    /** The results of models {@code from} (inclusive) to {@code to} (exclusive), each read when its turn comes. */
    public Iterable<ModelResult> results(int from, int to) {
        return results(IntStream.range(from, to).toArray());
    }

    /** The results of some models, each read when its turn comes. */
    public Iterable<ModelResult> results(int... models) {
        return () -> {
            Iterator<Integer> numbers = IntStream.of(models).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return numbers.hasNext();
                }

                @Override
                public ModelResult next() {
                    return read(numbers.next());
                }
            };
        };
    }

    private static HostTensor flags(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return HostTensor.of(bytes, Shape.of(values.length));
    }

    private static boolean[] flags(Path file, Map<String, HostTensor> arrays, String name, int length) {
        byte[] bytes = array(file, arrays, name, DType.U8, length).bytes();
        boolean[] values = new boolean[length];
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0 && bytes[i] != 1) {
                throw new DataException(
                        file + ": " + name + "[" + i + "] is " + (bytes[i] & 255) + ", 0 or 1 was expected");
            }
            values[i] = bytes[i] == 1;
        }
        return values;
    }

    private static HostTensor array(Path file, Map<String, HostTensor> arrays, String name, DType type, int length) {
        HostTensor array = arrays.get(name);
        if (array == null) {
            throw new DataException(file + ": array '" + name + "' is missing; there are " + arrays.keySet());
        }
        boolean fits = array.shape().rank() == 1 && (length < 0 || array.shape().dim(0) == length);
        if (array.dtype() != type || !fits) {
            throw new DataException(file + ": array '" + name + "' is " + array + ", " + type
                    + (length < 0 ? "" : " of " + length) + " was expected");
        }
        return array;
    }
}
