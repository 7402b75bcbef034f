package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.List;

/** Modules one after the other, named 0, 1, 2, ... */
public final class Sequential implements Module {
    private final List<Module> modules;

    public Sequential(Module... modules) {
        this(List.of(modules));
    }

    public Sequential(List<Module> modules) {
        this.modules = List.copyOf(modules);
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor y = x;
        for (Module m : modules) {
            y = m.forward(pass, y);
        }
        return y;
    }

    @Override
    public void declare(Declaration into) {
        for (int i = 0; i < modules.size(); i++) {
            into.child(Integer.toString(i), modules.get(i));
        }
    }
}
