package dev.lethe.cuda;

import java.util.Map;

/**
 * Plans of the kernels over rows and channels: as many threads as keep a row in their registers, and statistics of
 * channels in two stages where one block a channel would be slow.
 */
final class RowPlans {
    /** Elements of a row that a thread keeps, as in {@code kernels/held_row.cuh}: of one array, and of each of two. */
    private static final int ONE = 16;

    private static final int TWO = 8;
    /** The same where elements do not come in fours. */
    private static final int SINGLE = 4;

    /** Threads up to which rows with few elements a thread are better than few threads. */
    private static final int MANY = 1 << 16;

    /** Channels and examples of the blocks of columns, as in {@code kernels/channel_sums.cuh}. */
    private static final int ACROSS = 32;

    private static final int DOWN = 8;
    private static final int JOIN = 8;

    /** Elements that are worth a block, and blocks that are enough. */
    private static final int PART = 8192;

    private static final int BLOCKS = 512;

    private RowPlans() {}

    static void addTo(Map<String, Plan> plans) {
        for (String loss : new String[] {"cross_entropy", "gce", "mae", "brier", "rll", "bce", "squared"}) {
            plans.put("loss_" + loss, call -> rows(call, 10, 11, ONE, SINGLE));
        }
        for (String loss : new String[] {"sce", "taylor", "focal", "agce", "aue", "tgce"}) {
            plans.put("loss_" + loss, call -> rows(call, 10, 11, ONE, SINGLE));
        }
        for (String loss : new String[] {"forward", "backward", "bootstrap_soft", "bootstrap_hard"}) {
            plans.put("loss_" + loss, call -> rows(call, 10, 11, ONE, SINGLE));
        }
        for (String loss : new String[] {"elr", "normalised", "temporal", "distil", "bitempered"}) {
            plans.put("loss_" + loss, call -> rows(call, 10, 11, TWO, SINGLE));
        }
        plans.put("softmax_forward", call -> rows(call, 2, 3, ONE, ONE));
        plans.put("log_softmax_forward", call -> rows(call, 2, 3, ONE, ONE));
        plans.put("softmax_backward", call -> rows(call, 4, 5, TWO, TWO));
        plans.put("log_softmax_backward", call -> rows(call, 4, 5, TWO, TWO));
        plans.put("attention_softmax", call -> rows(call, 1, 3, ONE, ONE));
        plans.put("attention_softmax_backward", call -> rows(call, 3, 5, TWO, TWO));
        plans.put("layer_norm_forward", call -> rows(call, 7, 8, ONE, ONE));
        plans.put("layer_norm_backward", call -> rows(call, 7, 8, TWO, TWO));
        plans.put("layer_norm_partials", RowPlans::layerNormPartials);
        plans.put("group_norm_forward", RowPlans::groupNormForward);
        plans.put("batch_norm_statistics", RowPlans::batchNormStatistics);
        plans.put("batch_norm_sums", RowPlans::batchNormSums);
    }

    /** Rows and columns are integer arguments; a thread may keep {@code fours} or, if those do not fit, {@code singly}. */
    private static void rows(CudaCall call, int rows, int columns, int fours, int singly) {
        int n = call.i32At(rows);
        int width = call.i32At(columns);
        start(call, n, width, width % 4 == 0 ? fours : singly);
    }

    private static void start(CudaCall call, int n, int width, int kept) {
        int threads = threads(n, width, kept);
        int each = Geometry.rowsPerBlock(threads);
        call.start(Geometry.parts(n, each), 1, 1, threads, each, 0);
    }

    /** Threads of one of {@code n} rows, of which each keeps at most {@code kept} elements if 1024 are enough for it. */
    static int threads(int n, int width, int kept) {
        int threads = 8;
        while (threads < 1024 && ((long) threads * kept < width || threads * 4L < width && (long) n * threads < MANY)) {
            threads *= 2;
        }
        return threads;
    }

    /** (c x, c w, c b, p y, p mean, p rstd, f eps, i n, i c, i hw, i groups). */
    private static void groupNormForward(CudaCall call) {
        int groups = call.i32At(10);
        start(call, call.i32At(7) * groups, call.i32At(8) / groups * call.i32At(9), ONE);
    }

    /** (c x, c dy, c mean, c rstd, p partial_w, p partial_b, i rows, i columns, i block). */
    private static void layerNormPartials(CudaCall call) {
        int blocks = Geometry.parts(call.i32At(6), call.i32At(8));
        call.start(blocks, Geometry.parts(call.i32At(7), Geometry.BLOCK), 1, Geometry.BLOCK, 1, 0);
    }

    /** (c x, p mean, p variance, p rstd, f eps, i n, i c, i hw). */
    private static void batchNormStatistics(CudaCall call) {
        int n = call.i32At(5);
        int c = call.i32At(6);
        int hw = call.i32At(7);
        int stages = stages(n, c, hw);
        if (stages == 0) {
            channels(call, n, c, hw);
            return;
        }
        int part = Geometry.parts(n, stages);
        int parts = Geometry.parts(n, part);
        long partial = call.workspace(4L * parts * c);
        CudaCall.Stage stage;
        if (hw == 1) {
            stage = call.stage("batch_norm_statistics_columns").arg(0).address(partial);
            columns(stage.arg(5).arg(6).i32(part), c, parts);
        } else {
            stage = call.stage("batch_norm_statistics_parts").arg(0).address(partial);
            stage.arg(5).arg(6).arg(7).i32(part).start(c, parts, 1, Geometry.BLOCK, 1, 0);
        }
        stage = call.stage("batch_norm_statistics_join").address(partial);
        join(stage.arg(1).arg(2).arg(3).arg(4).arg(6).i32(n * hw).i32(parts), c);
    }

    /** (c x, c dy, c mean, c rstd, p sum, p sum_xhat, i n, i c, i hw). */
    private static void batchNormSums(CudaCall call) {
        int n = call.i32At(6);
        int c = call.i32At(7);
        int hw = call.i32At(8);
        int stages = stages(n, c, hw);
        if (stages == 0) {
            channels(call, n, c, hw);
            return;
        }
        int part = Geometry.parts(n, stages);
        int parts = Geometry.parts(n, part);
        long partial = call.workspace(4L * parts * c);
        CudaCall.Stage stage;
        if (hw == 1) {
            stage = call.stage("batch_norm_sums_columns").arg(0).arg(1).arg(2).address(partial);
            columns(stage.arg(6).arg(7).i32(part), c, parts);
        } else {
            stage = call.stage("batch_norm_sums_parts").arg(0).arg(1).arg(2).address(partial);
            stage.arg(6).arg(7).arg(8).i32(part).start(c, parts, 1, Geometry.BLOCK, 1, 0);
        }
        stage = call.stage("batch_norm_sums_join")
                .address(partial)
                .arg(3)
                .arg(4)
                .arg(5);
        join(stage.arg(7).i32(parts), c);
    }

    /** One row of threads for each channel. */
    private static void channels(CudaCall call, int n, int c, int hw) {
        int threads = Geometry.rowThreads(c, n * hw);
        int each = Geometry.rowsPerBlock(threads);
        call.start(Geometry.parts(c, each), 1, 1, threads, each, 0);
    }

    private static void columns(CudaCall.Stage stage, int c, int parts) {
        stage.start(Geometry.parts(c, ACROSS), parts, 1, ACROSS, DOWN, 0);
    }

    /** A few threads for each channel, which add up its parts. */
    private static void join(CudaCall.Stage stage, int c) {
        int each = Geometry.rowsPerBlock(JOIN);
        stage.start(Geometry.parts(c, each), 1, 1, JOIN, each, 0);
    }

    /** Parts in which the sums over channels are taken, of about as many examples each; 0 where one stage is enough. */
    static int stages(int n, int c, int hw) {
        int across = hw == 1 ? Geometry.parts(c, ACROSS) : c;
        long elements = (long) n * hw * (hw == 1 ? ACROSS : 1);
        int parts = (int) Math.min(Math.min(n, 64), Math.min(Geometry.parts(BLOCKS, across), elements / PART));
        if (hw == 1) {
            // Only blocks of columns read all of a cache line, but what is small is in the caches anyway.
            return (long) n * c <= 1 << 18 ? 0 : Math.max(1, parts);
        }
        return parts <= 1 ? 0 : parts;
    }
}
