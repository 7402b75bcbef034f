package dev.lethe.nn;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Grad;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Leaves;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters and buffers of a network in flat vectors, so that an optimiser step is one launch and a norm one sum.
 *
 * <p>Values and gradients share one layout: parameters that decay first, each at a multiple of 32 floats. The gaps hold
 * zeros. Closing frees the memory; the modules can then be bound again.
 */
public final class Parameters implements Leaves, AutoCloseable {

    private final Device device;
    private final Arena arena;
    private final Map<String, Parameter> declared;
    private final Map<String, Buffer> declaredBuffers;
    private final Layout layout;
    private final Tensor values;
    private final Tensor gradients;
    private final Tensor buffers;
    private final boolean[] frozen;
    private final boolean[] written;

    private Parameters(Device device, Collector all, long seed) {
        this.device = device;
        this.declared = all.parameters();
        this.declaredBuffers = all.buffers();
        this.layout = Layout.of(declared.values());
        this.frozen = new boolean[layout.count()];
        this.written = new boolean[layout.count()];
        long bufferSize = 0;
        for (Buffer b : declaredBuffers.values()) {
            bufferSize += Layout.aligned(b.shape().size());
        }
        long bytes = 2 * bytes(layout.size()) + bytes(bufferSize);
        this.arena = device.arena("parameters", bytes);
        this.values = arena.tensor(DType.F32, flat(layout.size()));
        this.gradients = arena.tensor(DType.F32, flat(layout.size()));
        this.buffers = bufferSize == 0 ? null : arena.tensor(DType.F32, flat(bufferSize));
        initialise(seed);
        bindBuffers();
        fill(gradients);
    }

    /**
     * Gives memory to all that {@code module} declares, and initialises it.
     *
     * @param seed with the name of a parameter, what decides its initial values
     * @throws IllegalStateException if one of its parameters is already bound
     */
    public static Parameters of(Device device, Module module, long seed) {
        return new Parameters(device, Collector.of(module), seed);
    }

    private static long bytes(long floats) {
        return (4 * floats + 255) / 256 * 256;
    }

    private static Shape flat(long size) {
        return Shape.of(Math.toIntExact(size));
    }

    private void initialise(long seed) {
        float[] all = new float[values.count()];
        declared.forEach((path, p) -> {
            float[] own = new float[Math.toIntExact(p.shape().size())];
            p.init().fill(new RandomStream(seed, path), p.shape(), own);
            long start = layout.start(layout.indexOf(p));
            System.arraycopy(own, 0, all, (int) start, own.length);
            p.bind(path, values.view(start, p.shape()));
        });
        device.upload(all, values);
    }

    private void bindBuffers() {
        if (buffers == null) {
            return;
        }
        float[] all = new float[buffers.count()];
        int at = 0;
        for (Map.Entry<String, Buffer> e : declaredBuffers.entrySet()) {
            Buffer b = e.getValue();
            int size = (int) b.shape().size();
            Arrays.fill(all, at, at + size, b.initial());
            b.bind(e.getKey(), buffers.view(at, b.shape()));
            at += (int) Layout.aligned(size);
        }
        device.upload(all, buffers);
    }

    /** The parameters in the order they were declared. */
    public List<Parameter> list() {
        return new ArrayList<>(declared.values());
    }

    /** All values, F32 and flat. */
    public Tensor values() {
        return values;
    }

    /** All gradients, in the layout of {@link #values}. */
    public Tensor gradients() {
        return gradients;
    }

    /** All buffers, F32 and flat; null if there are none. */
    public Tensor buffers() {
        return buffers;
    }

    /** Number of values of all parameters, without gaps. */
    public long count() {
        return declared.values().stream().mapToLong(p -> p.shape().size()).sum();
    }

    /** Where the part of the flat vectors ends that weight decay applies to. */
    public int decayed() {
        return Math.toIntExact(layout.decayed());
    }

    /** Part of the flat vectors, from {@code from} (inclusive) to {@code to} (exclusive). */
    public record Range(int from, int to, boolean decays) {
        /** This part of {@code flat}, a vector in the layout of the values. */
        public Tensor of(Tensor flat) {
            return flat.slice(from, to);
        }
    }

    /** The parts that are not frozen, as few as possible: what an optimiser updates. */
    public List<Range> trainable() {
        return layout.ranges(i -> !frozen[i]);
    }

    /**
     * Leaves the parameters under {@code prefix} as they are from the next pass on: no gradient, no update, no decay.
     *
     * @param prefix a path such as {@code features.0} or a whole name; empty for all
     * @throws IllegalArgumentException if nothing is called so
     */
    public void freeze(String prefix) {
        mark(prefix, true);
    }

    /** Undoes {@link #freeze}. */
    public void thaw(String prefix) {
        mark(prefix, false);
    }

    private void mark(String prefix, boolean value) {
        boolean found = false;
        for (int i = 0; i < frozen.length; i++) {
            String name = layout.parameter(i).name();
            if (prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + ".")) {
                frozen[i] = value;
                found = true;
            }
        }
        if (!found) {
            throw new IllegalArgumentException(
                    "no parameter is under '" + prefix + "'; there are " + declared.keySet());
        }
    }

    /** The optimiser has used the gradients: the next ones replace them. */
    public void applied() {
        Arrays.fill(written, false);
    }

    /** Whether every gradient is of a backward pass since the last {@link #applied}. */
    public boolean ready() {
        for (boolean w : written) {
            if (!w) {
                return false;
            }
        }
        return true;
    }

    /** Views of all values and buffers by path, in the order they were declared, parameters first. */
    public Map<String, Tensor> named() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        declared.forEach((path, p) -> all.put(path, p.value()));
        declaredBuffers.forEach((path, b) -> all.put(path, b.value()));
        return all;
    }

    @Override
    public int indexOf(Tensor t) {
        return t.arena() == arena && t.serial() == values.serial()
                ? layout.indexOf(t.offset() - values.offset(), t.size())
                : -1;
    }

    @Override
    public boolean frozen(int index) {
        return frozen[index];
    }

    @Override
    public String name(int index) {
        return layout.parameter(index).name();
    }

    @Override
    public Tensor gradient(int index) {
        return gradients.view(layout.start(index), layout.parameter(index).shape());
    }

    @Override
    public Grad claim(int index) {
        Parameter p = layout.parameter(index);
        if (frozen[index]) {
            throw new IllegalStateException("parameter " + p + " is frozen and takes no gradient");
        }
        float beta = written[index] ? 1 : 0;
        written[index] = true;
        return new Grad(gradient(index), beta);
    }

    @Override
    public void zeroUnclaimed(Device device) {
        for (Range r : layout.ranges(i -> !written[i])) {
            fill(r.of(gradients));
        }
        Arrays.fill(written, true);
    }

    private void fill(Tensor t) {
        device.launch(Backward.FILL).out(t).f32(0).i32(t.count()).each(t.size());
    }

    @Override
    public void close() {
        declared.values().forEach(Parameter::unbind);
        declaredBuffers.values().forEach(Buffer::unbind);
        arena.close();
    }
}
