package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.ExampleRows;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.cpu.ConvolutionExamples;
import dev.lethe.cpu.Patches;

/**
 * The gradient of the kernels of a convolution for each image: that of a linear map from patches to channels, with a
 * position for each pixel of the output.
 *
 * @param of the convolution
 * @param dy the gradient of its output, (n, out, oh, ow)
 */
record ConvolutionGradient(Conv2d of, Tensor dy) implements ExampleGradient {
    private static final Kernel ROWS = Kernel.of("conv2d_example_gradients", ConvolutionExamples::gradients);
    private static final Kernel NORMS = Kernel.of("conv2d_weight_gradient_norms", ConvolutionExamples::norms);
    /** Elements of patches that are there at once for a projection. */
    private static final int KEPT = 16 << 20;

    private static final Kernel PATCHES = Kernel.of("conv2d_patches", Patches::conv2d);

    @Override
    public Tensor parameter() {
        return of.w();
    }

    private int n() {
        return dy.dim(0);
    }

    private int out() {
        return dy.dim(1);
    }

    private int pixels() {
        return dy.dim(2) * dy.dim(3);
    }

    private int terms() {
        return of.w().count() / out();
    }

    /** Whether products of pixels cost less than the formed matrix. */
    boolean byPixels() {
        return OuterGradient.byPositions(pixels(), terms(), out());
    }

    @Override
    public void squaredNorms(Pass pass, Scratch scratch, Grad into) {
        if (byPixels()) {
            squaredNormsByPixels(pass, scratch, into);
        } else {
            squaredNormsFormed(pass, null, into);
        }
    }

    /**
     * Forms gradients tile by tile, a few images at a time, in memory that the device has for its kernels.
     *
     * @param sum where the gradient of the batch goes, which comes almost free; null if it is not wanted
     */
    void squaredNormsFormed(Pass pass, Grad sum, Grad into) {
        Launch launch = pass.launch(NORMS).in(of.x()).in(dy);
        launch = sum == null ? launch.out(null).f32(0f) : launch.into(sum);
        of.arguments(launch.into(into), n()).each(dy.size());
    }

    void squaredNormsByPixels(Pass pass, Scratch scratch, Grad into) {
        int t = pixels();
        int chunk = scratch.examples((long) t * terms() + 2L * t * t, n(), "w " + parameter());
        Arena.Mark mark = pass.arena().mark();
        Tensor patches = pass.floats(chunk, t, terms());
        Tensor ofX = pass.floats(chunk, t, t);
        Tensor ofDy = pass.floats(chunk, t, t);
        for (int from = 0; from < n(); from += chunk) {
            int count = Math.min(chunk, n() - from);
            Tensor some = patches.slice(0, count);
            Tensor arrived = dy.slice(from, from + count);
            cut(pass, from, from + count, some);
            pass.gemm(Gemm.of(false, true, t, t, terms()).batch(count), some, some, ofX);
            pass.gemm(Gemm.of(true, false, t, t, out()).batch(count), arrived, arrived, ofDy);
            Grad part = new Grad(into.tensor().slice(from, from + count), into.beta());
            ExampleRows.dots(pass, ofX.slice(0, count), ofDy.slice(0, count), count, part);
        }
        pass.arena().release(mark);
    }

    /** Writes the patches of some images, (to - from, pixels, terms). */
    private void cut(Pass pass, int from, int to, Tensor patches) {
        Tensor x = of.x();
        pass.launch(PATCHES)
                .in(x.slice(from, to))
                .out(patches)
                .i32(to - from)
                .i32(x.dim(1))
                .i32(x.dim(2))
                .i32(x.dim(3))
                .i32(of.w().dim(2))
                .i32(of.w().dim(3))
                .i32(of.stride())
                .i32(of.padding())
                .i32(dy.dim(2))
                .i32(dy.dim(3))
                .each(patches.size());
    }

    @Override
    public void rows(Pass pass, int from, int to, Grad into) {
        of.arguments(
                        pass.launch(ROWS)
                                .in(of.x().slice(from, to))
                                .in(dy.slice(from, to))
                                .into(into),
                        to - from)
                .i32(0)
                .each(into.tensor().size());
    }

    @Override
    public void dots(Pass pass, Tensor direction, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor along = pass.like(dy);
        of.correlate(pass, direction, null, along);
        ExampleRows.dots(pass, along, dy, n(), into);
        pass.arena().release(mark);
    }

    @Override
    public void project(Pass pass, Projection projection, int stream, Grad into) {
        int chunk = Math.max(1, Math.min(n(), KEPT / Math.max(1, pixels() * terms())));
        for (int from = 0; from < n(); from += chunk) {
            int to = Math.min(n(), from + chunk);
            Tensor rows = into.tensor().reshape(n(), projection.size()).slice(from, to);
            project(pass, projection, stream, from, to, new Grad(rows, into.beta()));
        }
    }

    private void project(Pass pass, Projection projection, int stream, int from, int to, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor patches = pass.floats(to - from, pixels(), terms());
        cut(pass, from, to, patches);
        Tensor inputs = Signs.project(pass, patches, projection, projection.side(), stream);
        Tensor turned = pass.floats(to - from, dy.dim(2), dy.dim(3), out());
        Permute.permute(pass, dy.slice(from, to), new Grad(turned, 0), 0, 2, 3, 1);
        Tensor outputs = Signs.project(pass, turned, projection, projection.side(), stream + 1);
        Signs.combine(pass, outputs, inputs, to - from, projection, into);
        pass.arena().release(mark);
    }
}
