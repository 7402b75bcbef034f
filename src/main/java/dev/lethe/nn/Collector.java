package dev.lethe.nn;

import java.util.LinkedHashMap;
import java.util.Map;

/** Walks a network and gathers what it declares, by path, in declaration order; what is shared comes once. */
final class Collector implements Declaration {
    private final Map<String, Parameter> parameters;
    private final Map<String, Buffer> buffers;
    private final String prefix;

    private Collector(String prefix, Map<String, Parameter> parameters, Map<String, Buffer> buffers) {
        this.prefix = prefix;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    static Collector of(Module module) {
        Collector all = new Collector("", new LinkedHashMap<>(), new LinkedHashMap<>());
        module.declare(all);
        return all;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    Map<String, Buffer> buffers() {
        return buffers;
    }

    @Override
    public void parameter(Parameter p) {
        if (!parameters.containsValue(p)) {
            String path = path(p.local());
            refuseIfBound("parameter", p, p.bound());
            parameters.put(path, p);
        }
    }

    @Override
    public void buffer(Buffer b) {
        if (!buffers.containsValue(b)) {
            String path = path(b.local());
            refuseIfBound("buffer", b, b.bound());
            buffers.put(path, b);
        }
    }

    @Override
    public void child(String name, Module module) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "child '" + name + "' of '" + prefix + "': a name without dots is needed");
        }
        module.declare(new Collector(prefix + name + ".", parameters, buffers));
    }

    private String path(String local) {
        String path = prefix + local;
        if (parameters.containsKey(path) || buffers.containsKey(path)) {
            throw new IllegalArgumentException("two different values are declared as '" + path + "'");
        }
        return path;
    }

    private static void refuseIfBound(String what, Object value, boolean bound) {
        if (bound) {
            throw new IllegalStateException(
                    what + " " + value + " already belongs to a set of parameters; close that one first");
        }
    }
}
