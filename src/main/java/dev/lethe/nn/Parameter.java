package dev.lethe.nn;

import dev.lethe.Shape;
import dev.lethe.Tensor;
import java.util.Objects;

/** Values that training changes: declared by a module, and given memory by {@link Parameters}. */
public final class Parameter {
    private final String local;
    private final Shape shape;
    private final Init init;
    private final boolean decays;
    private String path;
    private Tensor value;

    /**
     * @param name within its module, such as {@code weight}
     * @param decays whether weight decay applies to it
     */
    public Parameter(String name, Shape shape, Init init, boolean decays) {
        this.local = Objects.requireNonNull(name, "name");
        this.shape = Objects.requireNonNull(shape, "shape");
        this.init = Objects.requireNonNull(init, "init");
        this.decays = decays;
    }

    /** A parameter that decays if it is a matrix or more: weights do; biases, scales and shifts do not. */
    public static Parameter of(String name, Init init, int... dims) {
        return new Parameter(name, Shape.of(dims), init, dims.length > 1);
    }

    /** The path from the network, such as {@code features.0.weight}; the name in its module before it is bound. */
    public String name() {
        return path == null ? local : path;
    }

    public Shape shape() {
        return shape;
    }

    public Init init() {
        return init;
    }

    public boolean decays() {
        return decays;
    }

    /**
     * The values.
     *
     * @throws IllegalStateException if it has no memory yet, or no more
     */
    public Tensor value() {
        if (value == null) {
            throw new IllegalStateException(
                    "parameter '" + name() + "' has no memory: bind its network with Parameters.of first");
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
