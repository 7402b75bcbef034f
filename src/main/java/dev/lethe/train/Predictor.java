package dev.lethe.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import dev.lethe.nn.ModelSpec;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Softmax;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Loads a trained model and predicts with it, batches of any size, from several threads at once on shared weights.
 *
 * <p>Each call works in memory of its own; only the weights are shared, and they do not change. On a device that is not
 * {@link Device#concurrent} one batch is computed at a time.
 */
public final class Predictor implements AutoCloseable {
    /** Which weights of a checkpoint to load. */
    public enum Weights {
        /** Of the best epoch by validation; the last where there was no validation. */
        BEST,
        /** Of the last step. */
        LAST
    }

    private static final int BATCH = 250;

    private final Device device;
    private final ModelDescription description;
    private final Module model;
    private final Parameters parameters;
    private final ConcurrentLinkedQueue<Arena> arenas = new ConcurrentLinkedQueue<>();
    // Calls share it; closing waits for them, since it takes the weights away.
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    private Predictor(Device device, ModelDescription description, Module model, Parameters parameters) {
        this.device = device;
        this.description = description;
        this.model = model;
        this.parameters = parameters;
    }

    /**
     * Loads a model from a checkpoint directory.
     *
     * @throws DataException if there is none, or it is damaged
     */
    public static Predictor load(Device device, Path checkpoint, Weights which) {
        Path from = new AtomicDirectory(checkpoint).readable();
        if (from == null) {
            throw new DataException("there is no checkpoint at " + checkpoint);
        }
        JsonNode json = Checkpoint.readDescription(from);
        Checkpoint.verify(from, json);
        ModelDescription description =
                ModelDescription.of(from.resolve(Checkpoint.DESCRIPTION).toString(), json.path("model"));
        boolean best = which == Weights.BEST && json.path("sha256").has(Checkpoint.BEST);
        Module model = ModelSpec.parse(
                description.model(),
                description.exampleShape(),
                description.classNames().size());
        Parameters parameters = Parameters.of(device, model, 0);
        try {
            TensorFile.read(device, from.resolve(best ? Checkpoint.BEST : Checkpoint.WEIGHTS), parameters.named());
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
        return new Predictor(device, description, model, parameters);
    }

    /** Shape of one example: (c, h, w) or (features). */
    public Shape exampleShape() {
        return description.exampleShape();
    }

    /** One name for each class. */
    public List<String> classNames() {
        return description.classNames();
    }

    /** Whether examples are images of values 0..255. */
    public boolean images() {
        return description.images();
    }

    /**
     * Probabilities of the classes for each example.
     *
     * @param examples n rows of as many values as an example has; pixels from 0 to 255 for images
     * @return (n, classes)
     */
    public float[][] predict(float[][] examples) {
        int width = Math.toIntExact(exampleShape().size());
        for (int i = 0; i < examples.length; i++) {
            if (examples[i].length != width) {
                throw new IllegalArgumentException(
                        "example " + i + " has " + examples[i].length + " values, the model takes " + exampleShape());
            }
        }
        return predict(examples.length, (from, n, block) -> {
            for (int i = 0; i < n; i++) {
                System.arraycopy(examples[from + i], 0, block, i * width, width);
            }
        });
    }

    /** Probabilities of the classes for each example of a data set, (n, classes). */
    public float[][] predict(Dataset data) {
        if (!data.exampleShape().equals(exampleShape()) || data.isImages() != images()) {
            throw new IllegalArgumentException(
                    "the model takes " + (images() ? "images" : "rows") + " of " + exampleShape() + ", not " + data);
        }
        if (!data.classNames().equals(classNames())) {
            throw new IllegalArgumentException("the classes of " + data.source() + ", " + data.classNames()
                    + ", are not those of the model, " + classNames());
        }
        int width = Math.toIntExact(exampleShape().size());
        return predict(data.size(), (from, n, block) -> {
            for (int i = 0; i < block.length; i++) {
                int at = from * width + i;
                block[i] = images() ? data.pixels()[at] & 255 : data.features()[at];
            }
        });
    }

    /** Copies {@code n} examples from number {@code from} on into a block of rows. */
    private interface Source {
        void copy(int from, int n, float[] block);
    }

    private float[][] predict(int count, Source source) {
        int width = Math.toIntExact(exampleShape().size());
        float[][] all = new float[count][];
        open.readLock().lock();
        Arena arena = null;
        try {
            arena = arena();
            for (int from = 0; from < count; from += BATCH) {
                int n = Math.min(BATCH, count - from);
                float[] block = new float[n * width];
                source.copy(from, n, block);
                if (device.concurrent()) {
                    forward(arena, block, n, all, from);
                } else {
                    synchronized (device) {
                        forward(arena, block, n, all, from);
                    }
                }
            }
        } finally {
            if (arena != null) {
                arenas.add(arena);
            }
            open.readLock().unlock();
        }
        return all;
    }

    private Arena arena() {
        if (closed) {
            throw new IllegalStateException("the predictor is closed");
        }
        Arena arena = arenas.poll();
        if (arena != null) {
            return arena;
        }
        synchronized (device) {
            return device.arena("prediction", Arena.UNLIMITED);
        }
    }

    private void forward(Arena arena, float[] block, int n, float[][] into, int at) {
        arena.reset();
        normalise(block, n);
        Shape example = exampleShape();
        int[] dims = new int[example.rank() + 1];
        dims[0] = n;
        System.arraycopy(example.toArray(), 0, dims, 1, example.rank());
        Pass pass = Pass.evaluation(device, arena);
        Tensor x = pass.floats(dims);
        device.upload(block, x);
        float[] p = device.floats(Softmax.softmax(pass, model.forward(pass, x)));
        int classes = p.length / n;
        for (int i = 0; i < n; i++) {
            into[at + i] = Arrays.copyOfRange(p, i * classes, (i + 1) * classes);
        }
    }

    /** The map that the training step applies on the device. */
    private void normalise(float[] block, int n) {
        Normalisation map = description.normalisation();
        int groups = map.scale().length;
        int plane = block.length / n / groups;
        for (int i = 0; i < block.length; i++) {
            int g = i / plane % groups;
            block[i] = Math.fma(block[i], map.scale()[g], map.shift()[g]);
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                arenas.forEach(Arena::close);
                parameters.close();
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
