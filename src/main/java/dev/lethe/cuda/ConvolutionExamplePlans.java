package dev.lethe.cuda;

import dev.lethe.cuda.ConvolutionPlans.Extents;

/** Plans of the kernels that give the weights of a convolution for each image: a part of the pixels is then one image. */
final class ConvolutionExamplePlans {
    /** Elements of formed gradients that are kept at once. */
    private static final int KEPT = 16 << 20;

    /** Most blocks along the third axis of a grid. */
    private static final int DEEP = 65_535;

    private ConvolutionExamplePlans() {}

    /** (c x, c dy, p rows, f beta, nine integers, i first). */
    static void gradients(CudaCall call) {
        Extents e = Extents.of(call);
        if (e.n() > DEEP) {
            throw new IllegalArgumentException("gradients of " + e.n() + " images by the weights of a convolution: a"
                    + " launch has at most " + DEEP + ": divide the batch");
        }
        CudaCall.Stage stage = stage(call, e).arg(0).arg(1).arg(2).arg(3);
        for (int i = 4; i < 14; i++) {
            stage.arg(i);
        }
        start(stage, e, e.n());
    }

    /** (c x, c dy, p dw or null, f beta, p into, f scale, nine integers). */
    static void norms(CudaCall call) {
        Extents e = Extents.of(call, 6);
        int size = Math.multiplyExact(e.out(), e.terms());
        int chunk = Math.max(1, Math.min(Math.min(e.n(), DEEP), KEPT / size));
        long formed = call.workspace((long) chunk * size);
        long norms = call.workspace(e.n());
        for (int first = 0; first < e.n(); first += chunk) {
            int count = Math.min(chunk, e.n() - first);
            CudaCall.Stage stage =
                    stage(call, e).arg(0).arg(1).address(formed).f32(0).i32(count);
            for (int i = 7; i < 15; i++) {
                stage.arg(i);
            }
            start(stage.i32(first), e, count);
            int threads = Geometry.rowThreads(count, size);
            int each = Geometry.rowsPerBlock(threads);
            call.stage("row_dots")
                    .address(formed)
                    .address(formed)
                    .address(norms + 4L * first)
                    .f32(0)
                    .i32(count)
                    .i32(size)
                    .start(Geometry.parts(count, each), 1, 1, threads, each, 0);
            if (!call.absent(2)) {
                CudaCall.Stage sum =
                        call.stage("conv2d_sum_parts").address(formed).arg(2);
                ConvolutionPlans.sum(first == 0 ? sum.arg(3) : sum.f32(1), size, count);
            }
        }
        CudaCall.Stage last = call.stage("conv2d_weight_gradient_norms").address(norms);
        for (int i = 1; i < 15; i++) {
            last.arg(i);
        }
        last.start(Geometry.parts(e.n(), Geometry.BLOCK), 1, 1, Geometry.BLOCK, 1, 0);
    }

    private static CudaCall.Stage stage(CudaCall call, Extents e) {
        return call.stage("conv2d_example_gradients" + ConvolutionPlans.suffix(ConvolutionPlans.weightTile(e)));
    }

    private static void start(CudaCall.Stage stage, Extents e, int images) {
        int tile = ConvolutionPlans.weightTile(e);
        int across = ConvolutionPlans.across(e, tile);
        stage.start(across, ConvolutionPlans.down(e, tile), images, ConvolutionPlans.THREADS, 1, 0);
    }
}
