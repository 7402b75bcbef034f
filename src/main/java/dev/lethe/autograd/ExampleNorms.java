package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Squared norms of the gradients of single examples, as they come together operation by operation. */
final class ExampleNorms {
    private final Pass pass;
    private final float unit;
    private final Tensor squared;
    private final Tensor norms;
    private final Tensor layerSquared;
    private final Tensor layerNorms;
    private final List<List<String>> layers = new ArrayList<>();
    private boolean begun;
    private boolean wasBegun;

    /**
     * @param layers how many operations have norms of their own; 0 if none is asked for
     * @param unit what norms are multiplied by at the end
     */
    ExampleNorms(Pass pass, int examples, int layers, float unit) {
        this.pass = pass;
        this.unit = unit;
        squared = pass.floats(examples);
        norms = pass.floats(examples);
        layerSquared = layers == 0 ? null : pass.floats(layers, examples);
        layerNorms = layers == 0 ? null : pass.floats(layers, examples);
    }

    /** Where the next operation writes its squared norms. */
    Grad next(List<String> parameters) {
        layers.add(parameters);
        if (layerSquared != null) {
            return new Grad(row(layerSquared, layers.size() - 1), 0);
        }
        Grad into = new Grad(squared, begun ? 1 : 0);
        wasBegun = begun;
        begun = true;
        return into;
    }

    /** The operation had nothing to write yet: its parameters wait for others. */
    void nothingWritten() {
        if (layerSquared == null) {
            begun = wasBegun;
        } else {
            Tensor own = row(layerSquared, layers.size() - 1);
            pass.launch(Backward.FILL).out(own).f32(0f).i32(own.count()).each(own.size());
        }
    }

    private static Tensor row(Tensor table, int i) {
        return table.slice(i, i + 1).reshape(-1);
    }

    /** Norms of the last operation alone. */
    Tensor lastLayer() {
        int last = layers.size() - 1;
        Tensor own = row(layerNorms, last);
        ExampleRows.norms(pass, row(layerSquared, last), unit, own);
        return own;
    }

    /** All operations are done. */
    void finish(boolean layerNormsDone) {
        for (int i = 0; layerSquared != null && i < layers.size(); i++) {
            Tensor own = row(layerSquared, i);
            if (!layerNormsDone) {
                ExampleRows.norms(pass, own, unit, row(layerNorms, i));
            }
            pass.launch(Backward.AXPBY)
                    .in(own)
                    .f32(1f)
                    .into(new Grad(squared, i == 0 ? 0 : 1))
                    .i32(own.count())
                    .each(own.size());
            begun = true;
        }
        if (!begun) {
            pass.launch(Backward.FILL).out(squared).f32(0f).i32(squared.count()).each(squared.size());
        }
        ExampleRows.norms(pass, squared, unit, norms);
    }

    Tensor norms() {
        return norms;
    }

    Tensor layerNorms() {
        return layerNorms;
    }

    List<List<String>> layers() {
        return layers;
    }
}
