package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.cpu.ConvolutionExamples;
import dev.lethe.cpu.ExampleGradients;
import dev.lethe.cpu.LedgerKernels;
import dev.lethe.cpu.Patches;
import dev.lethe.cpu.PrivateSteps;
import dev.lethe.cpu.Projections;
import dev.lethe.cpu.TableGradients;

/** Launches of the kernels for gradients of single examples, with extents of every plan. */
final class ExampleLaunches {
    private static final Kernel OUTER_NORMS = Kernel.of("outer_norms", ExampleGradients::outerNorms);
    private static final Kernel ROW_DOTS = Kernel.of("row_dots", ExampleGradients::rowDots);
    private static final Kernel EXAMPLE_COLUMNS = Kernel.of("example_columns", ExampleGradients::exampleColumns);
    private static final Kernel SCALE_ROWS = Kernel.of("scale_rows", ExampleGradients::scaleRows);
    private static final Kernel EXAMPLE_NORMS = Kernel.of("example_norms", ExampleGradients::exampleNorms);
    private static final Kernel PATCHES = Kernel.of("conv2d_patches", Patches::conv2d);

    private static final Kernel TABLE_NORMS = Kernel.of("table_norms", TableGradients::norms);
    private static final Kernel TABLE_ROWS = Kernel.of("table_rows", TableGradients::rows);

    private static final Kernel CLIP_FACTORS = Kernel.of("clip_factors", PrivateSteps::clipFactors);
    private static final Kernel NOISE = Kernel.of("gaussian_noise", PrivateSteps::gaussianNoise);

    private static final Kernel PROJECT = Kernel.of("sign_project", Projections::signProject);

    private static final Kernel LOOKUP = Kernel.of("sign_lookup", Projections::signLookup);
    private static final Kernel COSINES = Kernel.of("example_cosines", ExampleGradients::exampleCosines);
    private static final Kernel IMAGE_ROWS = Kernel.of("conv2d_example_gradients", ConvolutionExamples::gradients);
    private static final Kernel IMAGE_NORMS = Kernel.of("conv2d_weight_gradient_norms", ConvolutionExamples::norms);
    private static final Kernel COLUMN = Kernel.of("ledger_column", LedgerKernels::column);

    private final Device device;
    private final Tensor x;
    private final Tensor y;
    private final Tensor z;

    private ExampleLaunches(Device device, Arena arena) {
        this.device = device;
        x = arena.floats(100_000);
        y = arena.floats(100_000);
        z = arena.floats(100);
    }

    /** Launches each at least once. */
    static void all(Device device) {
        try (Arena arena = device.arena("launches", 1 << 24)) {
            ExampleLaunches launches = new ExampleLaunches(device, arena);
            launches.norms();
            launches.images();
            launches.tables(arena.ints(2, 3));
            launches.randomly(arena.ints(ClockState.LENGTH));
        }
    }

    private void norms() {
        device.launch(OUTER_NORMS)
                .in(x)
                .in(x)
                .out(y)
                .f32(0)
                .i32(4)
                .i32(5)
                .i32(6)
                .i32(1)
                .i32(1)
                .rows(4, 6);
        for (int columns : new int[] {50, 50_000}) {
            device.launch(ROW_DOTS)
                    .in(x)
                    .in(x)
                    .out(y)
                    .f32(0)
                    .i32(2)
                    .i32(columns)
                    .rows(2, columns);
        }
        device.launch(EXAMPLE_COLUMNS).in(x).out(y).f32(0).i32(2).i32(3).i32(4).each(8);
        device.launch(SCALE_ROWS).in(x).out(y).i32(3).i32(5).each(15);
        device.launch(EXAMPLE_NORMS).in(x).out(y).f32(1).i32(9).each(9);
        device.launch(COSINES).in(x).in(x).in(x).in(x).out(y).i32(9).each(9);
    }

    private void images() {
        int[] extents = {2, 3, 5, 5, 3, 3, 1, 1, 5, 5};
        Launch launch = device.launch(PATCHES).in(x).out(y);
        for (int extent : extents) {
            launch.i32(extent);
        }
        launch.each(2 * 25 * 27);
        for (int out : new int[] {64, 32, 8}) { // a tile of each size
            convolution(device.launch(IMAGE_ROWS).in(x).in(x).out(y).f32(0), out)
                    .i32(0)
                    .each(2 * out * 72);
        }
        convolution(device.launch(IMAGE_NORMS).in(x).in(x).out(y).f32(0).out(z).f32(0), 8)
                .each(2 * 8 * 25);
    }

    /** Two images of 8 channels, windows of 3. */
    private static Launch convolution(Launch launch, int out) {
        for (int extent : new int[] {2, 8, 5, 5, out, 3, 3, 1, 1}) {
            launch.i32(extent);
        }
        return launch;
    }

    private void tables(Tensor index) {
        device.upload(new int[] {0, 3, 0, 2, 1, 2}, index);
        device.launch(TABLE_NORMS)
                .in(index)
                .in(x)
                .out(y)
                .f32(0)
                .i32(2)
                .i32(3)
                .i32(5)
                .rows(2, 5);
        device.launch(TABLE_ROWS)
                .in(index)
                .in(x)
                .out(y)
                .f32(0)
                .i32(2)
                .i32(3)
                .i32(4)
                .i32(5)
                .rows(8, 5);
        device.launch(LOOKUP)
                .in(index)
                .out(y)
                .i32(6)
                .i32(5)
                .i32(1)
                .i32(2)
                .i32(3)
                .each(30);
        device.launch(COLUMN).in(x).in(index).out(y).i32(2).i32(2).i32(1).each(2);
    }

    private void randomly(Tensor clock) {
        device.upload(new int[ClockState.LENGTH], clock);
        device.launch(CLIP_FACTORS).in(x).out(y).f32(1).f32(0).i32(0).i32(9).each(9);
        device.launch(PROJECT)
                .in(x)
                .out(y)
                .f32(1)
                .i32(3)
                .i32(2000)
                .i32(5)
                .i32(1)
                .i32(2)
                .i32(3)
                .rows(3, 5);
        device.launch(NOISE).in(clock).out(y).f32(1).i32(2).i32(9).each(9);
    }
}
