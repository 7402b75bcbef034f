package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.LinkedHashMap;
import java.util.Map;

/** Modules one after the other, each under a name of its own. */
public final class Parts implements Module {
    private final Map<String, Module> parts = new LinkedHashMap<>();

    /**
     * Adds a part at the end.
     *
     * @return this
     */
    public Parts then(String name, Module module) {
        if (parts.putIfAbsent(name, module) != null) {
            throw new IllegalArgumentException("two parts are called '" + name + "'");
        }
        return this;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor y = x;
        for (Module m : parts.values()) {
            y = m.forward(pass, y);
        }
        return y;
    }

    @Override
    public void declare(Declaration into) {
        parts.forEach(into::child);
    }
}
