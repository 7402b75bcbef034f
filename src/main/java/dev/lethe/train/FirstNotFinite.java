package dev.lethe.train;

import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Observer;
import dev.lethe.autograd.Op;
import dev.lethe.loss.FusedLoss;
import java.util.IdentityHashMap;
import java.util.Map;

/** Watches a step, and keeps the first value in it that is NaN or infinite: where it arose, and in which example. */
final class FirstNotFinite implements Observer {
    private final Device device;
    private final Map<String, Tensor> named;
    private final int batch;
    private final Map<Op, Site> sites = new IdentityHashMap<>();
    private String lastLayer = "";
    private Finding finding;

    /** An operation in words, and its layer or the nearest before it. */
    private record Site(String operation, String layer) {}

    /**
     * What was found.
     *
     * @param where in words, such as {@code the output of Conv2d, layer features.3 (features.3.weight)}
     * @param layer path of the layer, or of the nearest before it; empty if it was before any
     * @param value NaN or infinite
     * @param row of the batch, the first that is not finite; -1 where no row is finite, or rows are not examples
     */
    record Finding(String where, String layer, float value, int row) {}

    /** @param named parameters and buffers by path */
    FirstNotFinite(Device device, Map<String, Tensor> named, int batch) {
        this.device = device;
        this.named = named;
        this.batch = batch;
    }

    /** The first finding; null for none. */
    Finding finding() {
        return finding;
    }

    @Override
    public void computed(Op op, Tensor... inputs) {
        String parameter = null;
        for (Tensor t : inputs) {
            parameter = parameter == null && t != null ? name(t) : parameter;
        }
        if (parameter != null) {
            lastLayer = layerOf(parameter);
        }
        boolean loss = op instanceof FusedLoss;
        String layer = parameter != null
                ? ", layer " + lastLayer + " (" + parameter + ")"
                : lastLayer.isEmpty() ? "" : ", after layer " + lastLayer;
        Site site = new Site((loss ? "the loss" : op.getClass().getSimpleName()) + layer, lastLayer);
        sites.put(op, site);
        for (Tensor t : inputs) {
            if (finding == null && t != null && name(t) == null) {
                check("an input of " + site.operation, site.layer, t, true);
            }
        }
        check((loss ? "" : "the output of ") + site.operation, site.layer, op.output(), true);
    }

    @Override
    public void differentiated(Op op, Tensor x, Tensor gradient) {
        String parameter = name(x);
        Site site = sites.get(op);
        if (parameter != null) {
            check("the gradient of " + parameter + " by " + site.operation, site.layer, gradient, false);
        } else {
            check("the gradient of the input of " + site.operation, site.layer, gradient, true);
        }
    }

    /** Notes a tensor as the finding if it is the first to hold a value that is not finite. */
    private void check(String where, String layer, Tensor t, boolean byExample) {
        if (finding != null || t.type() != DType.F32) {
            return;
        }
        float[] values = device.floats(t);
        int at = first(values);
        if (at >= 0) {
            boolean rows = byExample && t.rank() > 0 && t.dim(0) == batch;
            finding = new Finding(where, layer, values[at], rows ? row(values, at) : -1);
        }
    }

    /** Index of the first value that is NaN or infinite; -1 if all are finite. */
    static int first(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The row of element {@code at}; -1 if no row is finite, since one example then says nothing. */
    private int row(float[] values, int at) {
        int width = values.length / batch;
        for (int r = 0; r < batch; r++) {
            boolean finite = true;
            for (int i = r * width; i < (r + 1) * width && finite; i++) {
                finite = Float.isFinite(values[i]);
            }
            if (finite) {
                return at / width;
            }
        }
        return -1;
    }

    /** Path of the parameter or buffer that {@code t} is, or is a part of; null for another tensor. */
    private String name(Tensor t) {
        for (Map.Entry<String, Tensor> e : named.entrySet()) {
            Tensor p = e.getValue();
            if (p.arena() == t.arena()
                    && p.serial() == t.serial()
                    && t.offset() >= p.offset()
                    && t.offset() + t.size() <= p.offset() + p.size()) {
                return e.getKey();
            }
        }
        return null;
    }

    private static String layerOf(String parameter) {
        int dot = parameter.lastIndexOf('.');
        return dot < 0 ? parameter : parameter.substring(0, dot);
    }
}
