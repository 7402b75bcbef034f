package dev.lethe.nn;

import dev.lethe.Shape;
import dev.lethe.Tensor;
import java.util.Objects;

/** Values that belong to a model but take no gradient, such as running statistics. */
public final class Buffer {
    private final String local;
    private final Shape shape;
    private final float initial;
    private String path;
    private Tensor value;

    /**
     * @param name within its module, such as {@code running_mean}
     * @param initial value of all elements before training
     */
    public Buffer(String name, float initial, int... dims) {
        this.local = Objects.requireNonNull(name, "name");
        this.shape = Shape.of(dims);
        this.initial = initial;
    }

    /** The path from the network, such as {@code bn1.running_mean}; the name in its module before it is bound. */
    public String name() {
        return path == null ? local : path;
    }

    public Shape shape() {
        return shape;
    }

    public float initial() {
        return initial;
    }

    /**
     * The values.
     *
     * @throws IllegalStateException if it has no memory yet, or no more
     */
    public Tensor value() {
        if (value == null) {
            throw new IllegalStateException(
                    "buffer '" + name() + "' has no memory: bind its network with Parameters.of first");
        }
        return value;
    }

    String local() {
        return local;
    }

    boolean bound() {
        return value != null;
    }

    void bind(String path, Tensor value) {
        this.path = path;
        this.value = value;
    }

    void unbind() {
        value = null;
    }

    @Override
    public String toString() {
        return name() + shape;
    }
}
