package dev.lethe.op;

import dev.lethe.DType;
import dev.lethe.Kernel;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Lookup;
import java.util.Arrays;
import java.util.List;

/** Rows of a table by index, y[i] = table[index[i]]. */
public record Embedding(Tensor table, Tensor index, Tensor y) implements Op.Weighted {
    static final Kernel FORWARD = Kernel.of("embedding_forward", Lookup::embeddingForward);
    static final Kernel BACKWARD = Kernel.of("embedding_backward", Lookup::embeddingBackward);

    /**
     * Index (...) into a table (vocabulary, width) gives (..., width).
     *
     * @param index I32, from 0 to vocabulary - 1
     * @throws IllegalArgumentException if the table is no matrix, the index no integer, or, on the CPU, an index is
     *     outside the table
     */
    public static Tensor embedding(Pass pass, Tensor table, Tensor index) {
        if (table.rank() != 2 || table.type() != DType.F32 || index.type() != DType.I32) {
            throw new IllegalArgumentException("embedding needs a table F32[vocabulary, width] and an I32 index: table "
                    + table + ", index " + index);
        }
        int[] dims = Arrays.copyOf(index.shape().toArray(), index.rank() + 1);
        dims[index.rank()] = table.dim(1);
        Tensor y = pass.floats(Shape.of(dims));
        lookUp(pass, table, index, y);
        return pass.record(new Embedding(table, index, y), table);
    }

    static void lookUp(Pass pass, Tensor table, Tensor index, Tensor y) {
        pass.launch(FORWARD)
                .in(table)
                .in(index)
                .out(y)
                .i32(index.count())
                .i32(table.dim(0))
                .i32(table.dim(1))
                .rows(index.count(), table.dim(1));
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return index.count() % examples == 0
                ? null
                : "looks up " + index + ", which is not an equal number of rows for each of " + examples + " examples";
    }

    @Override
    public void backward(Backward b) {}

    @Override
    public void weights(Backward b) {
        if (b.needs(table)) {
            b.launch(BACKWARD)
                    .in(index)
                    .in(b.of(y))
                    .into(b.into(table))
                    .i32(index.count())
                    .i32(table.dim(0))
                    .i32(table.dim(1))
                    .rows(table.dim(0), table.dim(1));
        }
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward b, int examples) {
        return b.needs(table) ? List.of(new TableGradient(table, index, b.of(y), examples)) : List.of();
    }
}
