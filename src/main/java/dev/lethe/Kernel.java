package dev.lethe;

import java.util.Objects;

/**
 * One computation with two bodies of the same arguments in the same order: a CUDA function of the name {@code symbol},
 * and a Java method.
 *
 * @param symbol the {@code extern "C"} name in {@code kernels/}, lower case with underscores
 * @param cpu the Java body
 */
public record Kernel(String symbol, Body cpu) {
    /** What a kernel does on the CPU. Static, and without state. */
    @FunctionalInterface
    public interface Body {
        void run(Args a);
    }

    public Kernel {
        Objects.requireNonNull(cpu, "cpu body");
        if (!symbol.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("kernel symbol '" + symbol + "' is no lower-case C name");
        }
    }

    public static Kernel of(String symbol, Body cpu) {
        return new Kernel(symbol, cpu);
    }

    /** A kernel without a CPU body: launching it on the CPU fails by name. */
    public static Kernel deviceOnly(String symbol) {
        return new Kernel(symbol, a -> {
            throw new UnsupportedOperationException("kernel " + symbol + " has no CPU body");
        });
    }
}
