package dev.lethe.nn;

import static dev.lethe.op.Add.add;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** y = body(x) + shortcut(x) (He et al., 2016, arXiv 1512.03385). */
public final class Residual implements Module {
    private final Module body;
    private final Module shortcut;

    /** With x itself as the shortcut. */
    public Residual(Module body) {
        this(body, null);
    }

    /** @param shortcut what brings x to the shape of the body's output; null for x itself */
    public Residual(Module body, Module shortcut) {
        this.body = body;
        this.shortcut = shortcut;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return add(pass, body.forward(pass, x), shortcut == null ? x : shortcut.forward(pass, x));
    }

    @Override
    public void declare(Declaration into) {
        into.child("body", body);
        if (shortcut != null) {
            into.child("shortcut", shortcut);
        }
    }
}
