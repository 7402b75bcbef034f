package dev.lethe.cuda;

import java.util.Map;

/** Plans of the kernels that treat each example of a batch by itself: the grid follows from their integers alone. */
final class ExamplePlans {
    /** Elements of one part of a long row. */
    private static final int PART = 8192;

    /** Rows that fill a GPU with a block each. */
    private static final int ENOUGH = 512;

    /** Columns of the blocks of example_columns, and most of their rows. */
    private static final int ACROSS = 32;

    private static final int DOWN = 8;

    /** Rows, lines of signs and columns of the tiles of sign_project, as in {@code kernels/projections.cu}. */
    private static final int TILE = 32;

    private static final int SIGNS = 128;

    /** Tiles of columns that are worth a part of their own. */
    private static final int SOME = 4;

    private ExamplePlans() {}

    static void addTo(Map<String, Plan> plans) {
        plans.put("outer_norms", call -> rows(call, call.i32At(4), Math.max(call.i32At(5), call.i32At(6))));
        plans.put("row_dots", ExamplePlans::rowDots);
        plans.put("example_columns", ExamplePlans::exampleColumns);
        plans.put("table_norms", ExamplePlans::tableNorms);
        plans.put("table_rows", ExamplePlans::tableRows);
        plans.put("sign_project", ExamplePlans::signProject);
    }

    private static void rows(CudaCall call, int n, int width) {
        groups(call, n, Geometry.rowThreads(n, width));
    }

    private static void groups(CudaCall call, int n, int threads) {
        int each = Geometry.rowsPerBlock(threads);
        if (n > 0) {
            call.start(Geometry.parts(n, each), 1, 1, threads, each, 0);
        }
    }

    /** (c a, c b, p into, f beta, i rows, i columns). */
    private static void rowDots(CudaCall call) {
        int rows = call.i32At(4);
        int columns = call.i32At(5);
        if (columns <= 4 * PART || rows == 0 || rows >= ENOUGH) {
            rows(call, rows, columns);
            return;
        }
        int parts = Geometry.parts(columns, PART);
        long partial = call.workspace((long) rows * parts);
        call.stage("row_dots_parts")
                .arg(0)
                .arg(1)
                .address(partial)
                .arg(5)
                .i32(PART)
                .i32(parts)
                .start(rows * parts, 1, 1, Geometry.BLOCK, 1, 0);
        int threads = Geometry.rowThreads(rows, parts);
        int each = Geometry.rowsPerBlock(threads);
        call.stage("row_dots_join")
                .address(partial)
                .arg(2)
                .arg(3)
                .arg(4)
                .i32(parts)
                .start(Geometry.parts(rows, each), 1, 1, threads, each, 0);
    }

    /** (c x, p y, f beta, i n, i t, i columns). */
    private static void exampleColumns(CudaCall call) {
        int n = call.i32At(3);
        int columns = call.i32At(5);
        if (n > 0 && columns > 0) {
            int down = Math.max(1, Math.min(DOWN, Integer.highestOneBit(call.i32At(4))));
            int blocks = Math.multiplyExact(n, Geometry.parts(columns, ACROSS));
            call.start(blocks, 1, 1, ACROSS, down, 0);
        }
    }

    /** (c index, c dy, p into, f beta, i n, i t, i width): whole warps, which share the positions of an example. */
    private static void tableNorms(CudaCall call) {
        int threads = 32;
        while (threads < 1024 && threads / 32 < call.i32At(5)) {
            threads *= 2;
        }
        groups(call, call.i32At(4), threads);
    }

    /** (c index, c dy, p rows, f beta, i n, i t, i vocabulary, i width). */
    private static void tableRows(CudaCall call) {
        rows(call, Math.multiplyExact(call.i32At(4), call.i32At(6)), call.i32At(7));
    }

    /** (c x, p y, f scale, i rows, i columns, i k, i stream, i seedlow, i seedhigh): few tiles share the columns. */
    private static void signProject(CudaCall call) {
        int rows = call.i32At(3);
        int k = call.i32At(5);
        int down = Geometry.parts(rows, TILE);
        int across = Geometry.parts(k, TILE);
        long wanted = Math.min(ENOUGH / Math.max(1, (long) down * across), Geometry.parts(call.i32At(4), SOME * SIGNS));
        int parts = (int) Math.max(1, wanted);
        if (rows == 0 || k == 0) {
            return;
        }
        if (parts == 1) {
            call.start(down, across, 1, Geometry.BLOCK, 1, 0);
            return;
        }
        int size = Math.multiplyExact(rows, k);
        long partial = call.workspace((long) parts * size);
        CudaCall.Stage stage = call.stage("sign_project").arg(0).address(partial);
        for (int i = 2; i < 9; i++) {
            stage.arg(i);
        }
        stage.start(down, across, parts, Geometry.BLOCK, 1, 0);
        call.stage("conv2d_sum_parts")
                .address(partial)
                .arg(1)
                .f32(0)
                .i32(size)
                .i32(parts)
                .start(Geometry.parts(size, ACROSS), 1, 1, ACROSS, DOWN, 0);
    }
}
