package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Grad;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A table that is looked up and is the weights of a linear map has one projection, whichever way its gradient comes. */
@Tag("devices")
class TiedProjectionTest {
    @Test
    void lookedUpRowsAreProjectedAsAProductWithUnitVectors() {
        int n = 3;
        int t = 4;
        int vocabulary = 7;
        int width = 5;
        Projection projection = new Projection(64, 12345);
        try (Device device = DeviceUnderTest.checked();
                Arena arena = device.arena("data", Arena.UNLIMITED);
                Arena step = device.arena("step", Arena.UNLIMITED)) {
            RandomStream random = new RandomStream(3, "tied");
            int[] index = new int[n * t];
            float[] unit = new float[n * t * vocabulary];
            float[] values = new float[n * t * width];
            for (int i = 0; i < index.length; i++) {
                index[i] = random.below(vocabulary);
                unit[i * vocabulary + index[i]] = 1;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.normal();
            }
            Tensor table = arena.floats(vocabulary, width);
            Tensor indices = arena.ints(n, t);
            Tensor units = arena.floats(n * t, vocabulary);
            Tensor rows = arena.floats(n * t, width);
            device.upload(index, indices);
            device.upload(unit, units);
            device.upload(values, rows);
            Pass pass = Pass.evaluation(device, step);
            float[] looked = project(pass, device, new TableGradient(table, indices, rows, n), projection);
            float[] outer = project(pass, device, new OuterGradient(table, rows, units, n), projection);
            assertArrayEquals(outer, looked, 1e-5f);
        }
    }

    private static float[] project(Pass pass, Device device, ExampleGradient gradient, Projection projection) {
        Tensor into = pass.floats(3, projection.size());
        gradient.project(pass, projection, 6, new Grad(into, 0));
        return device.floats(into);
    }
}
