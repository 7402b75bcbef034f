package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.op.WeightedSum.Term;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arguments that do not fit are refused by an error that names them. */
@Tag("devices")
class OpArgumentsTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena step = device.arena("step", 1 << 20);
    private final Pass pass = Pass.evaluation(device, step);

    @AfterEach
    void close() {
        step.close();
        device.close();
    }

    private Tensor zeros(int... dims) {
        Tensor t = step.floats(dims);
        device.upload(new float[t.count()], t);
        return t;
    }

    private static void refused(String what, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void elementwise() {
        refused("F32[2, 3] and F32[3, 2]", () -> Add.add(pass, zeros(2, 3), zeros(3, 2)));
        refused("F32[6] and F32[3, 2]", () -> Multiply.multiply(pass, zeros(6), zeros(3, 2)));
        refused("F32[2] over the leading axes of F32[2, 3]", () -> AddRow.addRow(pass, zeros(2, 3), zeros(2)));
        refused("F32[2, 3] over", () -> AddRow.addRow(pass, zeros(3), zeros(2, 3)));
    }

    @Test
    void weightedSum() {
        Tensor loss = zeros(4);
        refused("no loss", () -> WeightedSum.weightedSum(pass, List.of()));
        refused(
                "term 1 of a weighted sum is F32[3] where the first is F32[4]",
                () -> WeightedSum.weightedSum(pass, List.of(new Term(loss, 1), new Term(zeros(3), 1))));
        refused(
                "the scale of term 0 of a weighted sum is F32[2]",
                () -> WeightedSum.weightedSum(pass, List.of(new Term(loss, 1, zeros(2)))));
        Pass recording = Pass.training(device, step, null);
        Tensor scale = recording.watch(zeros(1));
        refused("takes no gradient", () -> WeightedSum.weightedSum(recording, List.of(new Term(loss, 1, scale))));
    }

    @Test
    void shapes() {
        refused("no tensor", () -> Concat.concat(pass, 0));
        refused("[F32[2, 3], F32[2, 4]] along axis 0", () -> Concat.concat(pass, 0, zeros(2, 3), zeros(2, 4)));
        refused("[F32[2, 3], F32[6]]", () -> Concat.concat(pass, 0, zeros(2, 3), zeros(6)));
        refused("no axis 2", () -> Concat.concat(pass, 2, zeros(2, 3)));
        refused("slice from 1 to 4 along axis 1 of F32[2, 3]", () -> Slice.slice(pass, zeros(2, 3), 1, 1, 4));
        refused("slice from 2 to 1", () -> Slice.slice(pass, zeros(2, 3), 1, 2, 1));
        refused("no axis -3", () -> Slice.slice(pass, zeros(2, 3), -3, 0, 1));
        refused("order [0, 0] of the axes of F32[2, 3]", () -> Permute.permute(pass, zeros(2, 3), 0, 0));
        refused("must name each of its 2 axes", () -> Permute.permute(pass, zeros(2, 3), 0));
        refused("moves 6 axes apart", () -> Permute.permute(pass, zeros(2, 2, 2, 2, 2, 2), 5, 4, 3, 2, 1, 0));
        refused("no axis 2", () -> Permute.transpose(pass, zeros(2, 3), 0, 2));
    }

    @Test
    void reductions() {
        refused("mean of no element: F32[0, 3]", () -> Sum.mean(pass, zeros(0, 3)));
        refused("rows of no element: F32[3, 0]", () -> RowSum.rowMean(pass, zeros(3, 0)));
        refused("no last axis", () -> RowSum.rowSum(pass, zeros()));
        assertEquals(0, device.floats(Sum.sum(pass, zeros(0, 3)))[0]);
    }

    @Test
    void embedding() {
        Tensor table = zeros(5, 3);
        Tensor index = step.ints(2, 2);
        device.upload(new int[] {0, 4, 5, 1}, index);
        refused(
                DeviceUnderTest.isCpu()
                        ? "embedding index 5 at position 2 is outside the table of 5 rows"
                        : "index 5 outside of a table of 5 rows",
                () -> device.floats(Embedding.embedding(pass, table, index)));
        device.upload(new int[] {0, -1, 4, 1}, index);
        refused(
                DeviceUnderTest.isCpu() ? "embedding index -1 at position 1" : "index -1 outside of a table of 5 rows",
                () -> device.floats(Embedding.embedding(pass, table, index)));
        refused("index F32[2]", () -> Embedding.embedding(pass, table, zeros(2)));
        refused("table F32[5]", () -> Embedding.embedding(pass, zeros(5), index));
    }
}
