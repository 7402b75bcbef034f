package dev.lethe.autograd;

import dev.lethe.Arena;

/**
 * How much memory forming gradients of single examples may take at once.
 *
 * @param bytes at least 1
 * @param firm whether it is an error if one example needs more
 */
public record Scratch(long bytes, boolean firm) {
    public Scratch {
        if (bytes < 1) {
            throw new IllegalArgumentException("scratch of " + bytes + " bytes: 1 or more is allowed");
        }
    }

    /** At most so many bytes. */
    public static Scratch of(long bytes) {
        return new Scratch(bytes, true);
    }

    /** A thirty-second part of what {@code arena} has handed out, or what one example needs if that is more. */
    public static Scratch share(Arena arena) {
        return new Scratch(Math.max(1, arena.used() / 32), false);
    }

    /**
     * How many of {@code n} examples can be formed at once.
     *
     * @param floats what one of them needs
     * @param what it is needed for, for the message
     * @throws IllegalArgumentException if not even one, saying how much it needs
     */
    public int examples(long floats, int n, Object what) {
        long fit = bytes / Math.max(1, 4 * floats);
        if (fit == 0 && firm) {
            throw new IllegalArgumentException("a scratch of " + bytes
                    + " bytes is too small for per-example gradients of " + what + ": one example needs " + 4 * floats);
        }
        return (int) Math.max(1, Math.min(n, fit));
    }
}
