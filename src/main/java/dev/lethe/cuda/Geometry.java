package dev.lethe.cuda;

/** How many threads work on a launch, from its extent alone, so that every GPU adds in the same order. */
final class Geometry {
    /** Threads of a block, unless rows are longer. */
    static final int BLOCK = 256;

    /** Rows below which a launch has too few of them to fill a GPU with a warp each. */
    private static final int FEW = 1024;

    private Geometry() {}

    /** Blocks for {@code n} elements, of which a thread takes {@code perThread}. */
    static int blocks(long n, int perThread) {
        long threads = (n + perThread - 1) / perThread;
        return Math.toIntExact((threads + BLOCK - 1) / BLOCK);
    }

    /** How many pieces of {@code size} hold {@code n}. */
    static int parts(int n, int size) {
        return (int) ((n + (long) size - 1) / size);
    }

    /** Threads of one row of {@code width} elements, when there are {@code n} rows: a power of two. */
    static int rowThreads(int n, int width) {
        if (width <= 8) {
            return 8;
        }
        if (width <= 16) {
            return 16;
        }
        if (width <= 1024) {
            return width > 256 && n < FEW ? 256 : 32;
        }
        return width <= 4096 ? 256 : width <= 16384 ? 512 : 1024;
    }

    /** Rows of one block whose rows have {@code threads} threads each. */
    static int rowsPerBlock(int threads) {
        return threads > 32 ? 1 : BLOCK / threads;
    }
}
