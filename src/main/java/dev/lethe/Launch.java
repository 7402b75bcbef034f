package dev.lethe;

/**
 * A kernel call being assembled: arguments in the order of the prototype, then the extent of the work, which starts
 * it. A device hands out one at a time.
 */
public interface Launch {
    /** A tensor that is read; null is a null pointer. */
    Launch in(Tensor t);

    /** A tensor that is written, or updated in place; null is a null pointer. */
    Launch out(Tensor t);

    /** A gradient output: the tensor, then its beta. */
    default Launch into(Grad g) {
        return out(g.tensor()).f32(g.beta());
    }

    Launch i32(int value);

    Launch f32(float value);

    /** Starts the kernel with one thread for each of {@code n} elements. */
    void each(long n);

    /** Starts the kernel with one group of threads for each of {@code n} rows of {@code width} elements. */
    void rows(int n, int width);

    /** Starts the kernel with a grid of {@code x} by {@code y} blocks of {@code threads} threads. */
    void tiles(int x, int y, int threads);
}
