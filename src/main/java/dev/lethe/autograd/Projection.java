package dev.lethe.autograd;

/**
 * Random projections of gradients that keep inner products: the mean over seeds of the inner product of two projections is
 * that of the gradients (Johnson and Lindenstrauss, 1984; with signs, Achlioptas, 2003).
 *
 * <p>The gradient of a matrix is a sum of outer products, and each side is projected to the root of {@link #size}
 * numbers: the Kronecker product of two sign matrices, never stored. Projections of all parameters are added.
 *
 * @param size numbers that each example's gradient is projected to, a square such as 256 or 4096
 * @param seed of the signs
 */
public record Projection(int size, long seed) {
    public Projection {
        int side = (int) Math.round(Math.sqrt(size));
        if (size < 1 || side * side != size) {
            throw new IllegalArgumentException(
                    "projection to " + size + " numbers: a square such as 256, 1024 or 4096 is allowed");
        }
    }

    /** Numbers that each side of an outer product is projected to. */
    public int side() {
        return (int) Math.round(Math.sqrt(size));
    }

    /** What keeps inner products: 1 / sqrt(size). */
    public float scale() {
        return (float) (1 / Math.sqrt(size));
    }

    public int seedLow() {
        return (int) seed;
    }

    public int seedHigh() {
        return (int) (seed >>> 32);
    }
}
