package dev.lethe.testing;

import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;

/**
 * Stands at the end of a tape: hands a chosen cotangent to the output under test, and gradients that have already
 * arrived to its inputs, so that the operation in between must add.
 */
record Probe(Tensor y, Tensor cotangent, Tensor[] inputs, Tensor[] arrived, Tensor end) implements Op {
    static Tensor probe(Pass pass, Tensor y, Tensor cotangent, Tensor[] inputs, Tensor[] arrived) {
        Tensor end = pass.floats(1);
        return pass.record(new Probe(y, cotangent, inputs, arrived, end), y);
    }

    @Override
    public Tensor output() {
        return end;
    }

    @Override
    public void backward(Backward b) {
        give(b, y, cotangent);
        for (int i = 0; i < inputs.length; i++) {
            if (arrived[i] != null && b.needs(inputs[i])) {
                give(b, inputs[i], arrived[i]);
            }
        }
    }

    private static void give(Backward b, Tensor to, Tensor values) {
        Tensor copy = b.pass().floats(values.shape());
        b.launch(dev.lethe.op.Copy.KERNEL)
                .in(values)
                .out(copy)
                .i32(values.count())
                .each(values.size());
        b.adopt(to, copy);
    }
}
