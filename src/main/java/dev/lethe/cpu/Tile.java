package dev.lethe.cpu;

import java.util.Arrays;

/**
 * Sums of one tile of a matrix product, in blocks of at most {@link #BLOCK} terms.
 *
 * <p>Each element of the tile sums the terms of a block in order with fma from 0; the block sums are added in order. A
 * tile holds its sums between calls, so each thread has its own.
 */
public interface Tile {
    /** Length of a block; part of the definition of every result, so it is the same everywhere. */
    int BLOCK = 256;

    /** Most rows of a tile, and the distance between terms in a packed left operand. */
    int rows();

    /** Most columns of a tile. */
    int columns();

    /**
     * Adds a block: {@code sum[i][j] += sum over l < k of a[ao + rows() l + i] b[bo + at[l] + j]}.
     *
     * <p>{@code a} must have all rows of a tile, {@code b} all columns, whatever {@code m} and {@code n}: those beyond
     * are read and mean nothing.
     *
     * @param first whether this is the first block, and the sums begin anew
     * @param m rows that are wanted
     * @param n columns that are wanted
     */
    void packed(int k, float[] a, int ao, float[] b, int bo, int[] at, int m, int n, boolean first);

    /**
     * Adds a block whose left operand lies where it lies: {@code sum[i][j] += sum over l < k of a[row[i] + at[l]] b[bo
     * + columns() l + j]}.
     *
     * @param row where each of {@code rows()} rows begins
     */
    void gathered(int k, float[] a, int[] row, int[] at, float[] b, int bo, int m, int n, boolean first);

    /**
     * {@code c[i][j] = alpha sum[i][j] + beta c[i][j]}, with beta 0 not reading c.
     *
     * @param down distance between rows in c
     * @param across distance between columns in c
     */
    void store(float alpha, float beta, float[] c, int co, int down, int across, int m, int n);

    /** A table of all terms, cut into one array for each block and at least one: an index of its own would slow the innermost loop. */
    static int[][] inBlocks(int[] at) {
        int[][] blocks = new int[Math.max(1, Product.ceil(at.length, BLOCK))][];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = Arrays.copyOfRange(at, i * BLOCK, Math.min(at.length, (i + 1) * BLOCK));
        }
        return blocks;
    }
}
