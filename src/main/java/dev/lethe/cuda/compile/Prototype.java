package dev.lethe.cuda.compile;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a kernel is called, read from its source.
 *
 * @param symbol the {@code extern "C"} name
 * @param perThread elements that one thread of a launch over elements takes
 * @param bound most threads of a block, 0 if nothing is said
 */
public record Prototype(String symbol, List<Parameter> parameters, int perThread, int bound) {
    /** The kinds of the parameters in one word, see {@link dev.lethe.Args#signature}. */
    public String signature() {
        return parameters.stream().map(p -> String.valueOf(p.kind())).collect(Collectors.joining());
    }

    /** The source text that {@link KernelSource} reads as this prototype. */
    @Override
    public String toString() {
        return (perThread == 1 ? "" : "PER_THREAD(" + perThread + ") ") + "extern \"C\" __global__ void "
                + (bound == 0 ? "" : "__launch_bounds__(" + bound + ") ") + symbol
                + parameters.stream().map(Parameter::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
