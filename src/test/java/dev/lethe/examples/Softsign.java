package dev.lethe.examples;

import dev.lethe.Args;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;

/** y = x / (1 + |x|); the record keeps what the derivative needs. */
public record Softsign(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("softsign_forward", Softsign::forward);
    static final Kernel BACKWARD = Kernel.of("softsign_backward", Softsign::backward);

    public static Tensor softsign(Pass pass, Tensor x) {
        Tensor y = pass.like(x);
        pass.launch(FORWARD).in(x).out(y).i32(x.count()).each(x.size());
        return pass.record(new Softsign(x, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            b.launch(BACKWARD).in(x).in(b.of(y)).into(b.into(x)).i32(x.count()).each(x.size());
        }
    }

    /** (c x, p y, i n): x is read, y is written, n elements. */
    private static void forward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        for (int i = 0; i < a.i32(2); i++) {
            float v = x[a.at(0) + i];
            y[a.at(1) + i] = v / (1 + Math.abs(v));
        }
    }

    /** (c x, c dy, p dx, f beta, i n): dx = dy / (1 + |x|)^2 + beta dx; where beta is 0, dx may hold anything. */
    private static void backward(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(2);
        float beta = a.f32(3);
        for (int i = 0; i < a.i32(4); i++) {
            float d = 1 + Math.abs(x[a.at(0) + i]);
            float g = dy[a.at(1) + i] / (d * d);
            int at = a.at(2) + i;
            dx[at] = beta == 0 ? g : Math.fma(beta, dx[at], g);
        }
    }
}
