package dev.lethe.bench;

import java.util.List;

/**
 * One line of the results.
 *
 * @param name as the peers' scripts call it
 * @param what for people
 * @param flops of one call that no implementation can do without
 * @param bytes that one call must read and write in memory, at least; 0 where the FLOPs are what bounds it
 * @param times wanted ratio to libtorch as shipped; 0 if the target is a part of the peak
 * @param ofPeak wanted part of the FMA peak; 0 if the target is a ratio
 */
record Row(String name, String what, double flops, double bytes, double times, double ofPeak) {
    static final List<Row> ALL = List.of(
            new Row("gemm-512", "Matrix product 512", 2 * cube(512), 0, 0, 0.8),
            new Row("gemm-1024", "Matrix product 1024", 2 * cube(1024), 0, 0, 0.8),
            new Row(
                    "softmax-cross-entropy",
                    "Softmax cross-entropy 8192x1000, forward and backward",
                    0,
                    65.536e6,
                    2,
                    0),
            new Row("early-learning", "ELR step 8192x100: loss, gradient, targets, ledger", 0, 13.1072e6, 3, 0),
            new Row(Network.MLP_SMALL.row, "Training step 784-256-10, batch 128, SGD", 0.1047e9, 0, 2, 0),
            new Row(Network.MLP_LARGE.row, "Training step 784-1024-1024-10, batch 512, SGD", 4.897e9, 0, 2, 0),
            new Row(Network.CONVNET.row, "Training step convnet, batch 128, Adam", 2.242e9, 0, 1, 0));

    private static double cube(double n) {
        return n * n * n;
    }

    /** Milliseconds that no implementation can go below. */
    double floor(double gflops, double gigabytes) {
        return Math.max(flops / gflops, bytes / gigabytes) * 1e-6;
    }

    String target() {
        return times > 0 ? ">= " + Report.number(times) + "x" : ">= " + Math.round(100 * ofPeak) + " % of peak";
    }
}
