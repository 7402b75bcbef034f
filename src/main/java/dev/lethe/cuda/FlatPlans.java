package dev.lethe.cuda;

import java.util.Map;

/**
 * Plans of the kernels over vectors and matrices: long sums in two stages, transpositions by tiles, the gradient of a
 * table by sorting.
 */
final class FlatPlans {
    /** Elements of one block of sum_blocks, as in {@code kernels/reductions.cu}. */
    private static final int SUM_BLOCK = 8192;

    /** Columns and rows of the blocks of column_sum. */
    private static final int ACROSS = 32;

    private static final int DOWN = 8;

    /** Elements of a thread of permute, as in {@code kernels/shapes.cu}. */
    private static final int PER_THREAD = 4;

    private static final int AXES = 5;
    private static final int TILE = 32;

    private FlatPlans() {}

    static void addTo(Map<String, Plan> plans) {
        plans.put("sum", FlatPlans::sum);
        plans.put("column_sum", FlatPlans::columnSum);
        plans.put("permute", FlatPlans::permute);
        plans.put("embedding_backward", FlatPlans::embeddingBackward);
    }

    /** (c x, f alpha, p y, i n). */
    private static void sum(CudaCall call) {
        int n = call.i32At(3);
        if (n <= 4 * SUM_BLOCK) {
            int threads = Geometry.rowThreads(1, n);
            call.start(1, 1, 1, threads, Geometry.rowsPerBlock(threads), 0);
            return;
        }
        int blocks = Geometry.parts(n, SUM_BLOCK);
        long partial = call.workspace(blocks);
        call.stage("sum_blocks").arg(0).address(partial).arg(3).start(blocks, 1, 1, Geometry.BLOCK, 1, 0);
        int threads = Geometry.rowThreads(1, blocks);
        call.stage("sum")
                .address(partial)
                .arg(1)
                .arg(2)
                .i32(blocks)
                .start(1, 1, 1, threads, Geometry.rowsPerBlock(threads), 0);
    }

    /** (c x, p s, f beta, i rows, i columns). */
    private static void columnSum(CudaCall call) {
        int rows = call.i32At(3);
        int columns = call.i32At(4);
        int across = Geometry.parts(columns, ACROSS);
        if (rows <= 256) {
            call.start(across, 1, 1, ACROSS, DOWN, 0);
            return;
        }
        // At most 256 chunks, of whole steps of a block.
        int chunk = Math.max(128, DOWN * Geometry.parts(Geometry.parts(rows, 256), DOWN));
        int chunks = Geometry.parts(rows, chunk);
        long partial = call.workspace(chunks * (long) columns);
        call.stage("column_sum_partials")
                .arg(0)
                .address(partial)
                .arg(3)
                .arg(4)
                .i32(chunk)
                .start(across, chunks, 1, ACROSS, DOWN, 0);
        call.stage("column_sum")
                .address(partial)
                .arg(1)
                .arg(2)
                .i32(chunks)
                .arg(4)
                .start(across, 1, 1, ACROSS, DOWN, 0);
    }

    /** (c x, p y, f beta, i d0 .. d4, i s0 .. s4). */
    private static void permute(CudaCall call) {
        int[] d = new int[AXES];
        int[] s = new int[AXES];
        for (int i = 0; i < AXES; i++) {
            d[i] = call.i32At(3 + i);
            s[i] = call.i32At(3 + AXES + i);
        }
        int[] t = new int[AXES];
        int size = 1;
        for (int i = AXES - 1; i >= 0; i--) {
            t[i] = size;
            size *= d[i];
        }
        int last = AXES - 1;
        int row = last;
        for (int i = 0; i < last; i++) {
            row = s[i] == 1 && d[i] > 1 ? i : row;
        }
        // Tiles that are mostly empty are not worth their detour.
        if (row == last || Math.min(d[row], d[last]) < TILE / 4) {
            call.start(Geometry.blocks(size, PER_THREAD), 1, 1, Geometry.BLOCK, 1, 0);
            return;
        }
        int[] others = new int[AXES - 2];
        int kept = 0;
        int tiles = Math.multiplyExact(Geometry.parts(d[last], TILE), Geometry.parts(d[row], TILE));
        for (int i = 0; i < last; i++) {
            if (i != row) {
                others[kept++] = i;
                tiles = Math.multiplyExact(tiles, d[i]);
            }
        }
        CudaCall.Stage stage = call.stage("permute_tiles")
                .arg(0)
                .arg(1)
                .arg(2)
                .i32(d[row])
                .i32(t[row])
                .i32(d[last])
                .i32(s[last])
                .i32(d[others[1]])
                .i32(d[others[2]]);
        for (int i : others) {
            stage.i32(s[i]);
        }
        for (int i : others) {
            stage.i32(t[i]);
        }
        stage.start(tiles, 1, 1, TILE, DOWN, 0);
    }

    /** (c index, c dy, p dtable, f beta, i n, i vocabulary, i width). */
    private static void embeddingBackward(CudaCall call) {
        int n = call.i32At(4);
        int vocabulary = call.i32At(5);
        int threads = Geometry.rowThreads(vocabulary, call.i32At(6));
        int rows = Geometry.rowsPerBlock(threads);
        if ((long) vocabulary * n <= 1 << 22) {
            // Every row of the table looks through the index: cheaper than six launches.
            call.start(Geometry.parts(vocabulary, rows), 1, 1, threads, rows, 0);
            return;
        }
        long counts = call.workspace(vocabulary);
        long starts = call.workspace(vocabulary + 1L);
        long slots = call.workspace(n);
        long positions = call.workspace(n);
        int each = Geometry.blocks(n, 1);
        call.stage("fill")
                .address(counts)
                .f32(0)
                .i32(vocabulary)
                .start(Geometry.blocks(vocabulary, PER_THREAD), 1, 1, Geometry.BLOCK, 1, 0);
        call.stage("embedding_count").arg(0).address(counts).arg(4).arg(5).start(each, 1, 1, Geometry.BLOCK, 1, 0);
        call.stage("embedding_starts").address(counts).address(starts).arg(5).start(1, 1, 1, 1024, 1, 0);
        call.stage("embedding_slots")
                .arg(0)
                .address(counts)
                .address(slots)
                .arg(4)
                .arg(5)
                .start(each, 1, 1, Geometry.BLOCK, 1, 0);
        call.stage("embedding_order")
                .arg(0)
                .address(starts)
                .address(slots)
                .address(positions)
                .arg(5)
                .start(each, 1, 1, Geometry.BLOCK, 1, 0);
        call.stage("embedding_rows")
                .address(starts)
                .address(positions)
                .arg(1)
                .arg(2)
                .arg(3)
                .arg(5)
                .arg(6)
                .start(Geometry.parts(vocabulary, rows), 1, 1, threads, rows, 0);
    }
}
