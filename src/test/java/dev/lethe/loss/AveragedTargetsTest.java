package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.LossBatch.Form;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Temporal ensembling and self-distillation: their targets, how the table follows, and their ramps. */
@Tag("devices")
class AveragedTargetsTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 24);
    private final Arena step = device.arena("step", 1 << 24);

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private record Run(float[] losses, float[] gradient) {}

    /** Runs a training pass; {@code epoch} is that of its clock, none if negative. */
    private Run run(Loss loss, LossBatch batch, int epoch, int... index) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.EPOCH] = epoch;
        Pass pass = Pass.training(device, step, epoch < 0 ? null : LossBatch.ints(device, data, state));
        Tensor z = pass.watch(LossBatch.floats(device, data, batch.z, batch.n, batch.k));
        Targets targets = batch.upload(device, data).withIndex(LossBatch.ints(device, data, index));
        Tensor losses = loss.losses(pass, z, targets, null);
        Backward b = pass.backward(losses);
        Run result = new Run(device.floats(losses), device.floats(b.gradient(z)));
        step.reset();
        return result;
    }

    private static double[] row(float[] table, int row, int k) {
        double[] m = new double[k];
        for (int j = 0; j < k; j++) {
            m[j] = table[row * k + j];
        }
        return m;
    }

    @Test
    void theTableFollowsItsClosedForm() {
        TemporalEnsembling temporal = TemporalEnsembling.of(device, data, 7, 4, 0.6, 3, 0);
        SelfDistillation distil = SelfDistillation.of(device, data, 7, 4, 0, 0.8, 0);
        LossBatch batch = new LossBatch(3, 4, Form.HARD, 1, "closed form");
        int[] rows = {5, 0, 3};
        for (int visit = 0; visit < 3; visit++) {
            run(temporal, batch, -1, rows);
            run(distil, batch, -1, rows);
        }
        float[] average = device.floats(temporal.table());
        float[] last = device.floats(distil.table());
        double grown = 1 - 0.6 * 0.6 * 0.6;
        for (int i = 0; i < 3; i++) {
            double[] p = LossReference.softmax(batch.outputs(i));
            for (int j = 0; j < 4; j++) {
                assertEquals(grown * p[j], average[rows[i] * 4 + j], 1e-6, "row of example " + i);
                assertEquals(p[j], last[rows[i] * 4 + j], 1e-6, "last prediction of example " + i);
            }
        }
        for (int row : new int[] {1, 2, 4, 6}) {
            for (int j = 0; j < 4; j++) {
                assertEquals(0, average[row * 4 + j], "row " + row + " was not visited");
                assertEquals(0, last[row * 4 + j], "row " + row + " was not visited");
            }
        }
    }

    @Test
    void beforeTheFirstVisitItIsCrossEntropy() {
        LossBatch batch = new LossBatch(6, 10, Form.PAIR, 2, "first");
        float[] plain = batch.run(device, new CrossEntropy(0), null).losses();
        int[] rows = {0, 1, 2, 3, 4, 5};
        Loss temporal = TemporalEnsembling.of(device, data, 6, 10, 0.6, 3, 0);
        Loss distil = SelfDistillation.of(device, data, 6, 10, 0, 0.8, 0);
        assertArrayEquals(plain, run(temporal, batch, -1, rows).losses(), 1e-6f);
        assertArrayEquals(plain, run(distil, batch, -1, rows).losses(), 1e-6f);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void lossesAndGradientsAreThoseOfTheTableBefore(Form form) {
        for (int k : new int[] {2, 10, 33}) {
            LossBatch first = new LossBatch(9, k, form, 2, "visit one");
            LossBatch batch = new LossBatch(9, k, form, 2, "visit two");
            int[] rows = {8, 7, 6, 5, 4, 3, 2, 1, 0};
            TemporalEnsembling temporal = TemporalEnsembling.of(device, data, 9, k, 0.6, 3, 0);
            SelfDistillation distil = SelfDistillation.of(device, data, 9, k, 0.3, 0.8, 0);
            for (Loss loss : new Loss[] {temporal, distil}) {
                run(loss, first, -1, rows);
                Tensor tensor = loss.state().values().iterator().next();
                float[] table = device.floats(tensor);
                Run run = run(loss, batch, -1, rows);
                for (int i = 0; i < batch.n; i++) {
                    double[] m = row(table, rows[i], k);
                    double[] t = batch.targets(i);
                    double want = LossReference.value(loss, batch.outputs(i), t, m);
                    assertEquals(want, run.losses()[i], 3e-6 * Math.max(1, want), loss.name());
                    double[] g = LossReference.gradient(z -> LossReference.value(loss, z, t, m), batch.outputs(i));
                    for (int j = 0; j < k; j++) {
                        assertEquals(g[j], (double) run.gradient()[i * k + j] * batch.n, 5e-6, loss.name());
                    }
                }
            }
        }
    }

    @Test
    void theClockOfThePassRampsTheSecondTerm() {
        LossBatch batch = new LossBatch(1, 5, Form.HARD, 2, "ramp");
        Tensor table = LossBatch.floats(device, data, new float[] {0.1f, 0.05f, 0.2f, 0, 0.05f}, 1, 5);
        double[] m = {0.1f, 0.05f, 0.2f, 0, 0.05f};
        double[] t = batch.targets(0);
        for (int epoch : new int[] {-1, 0, 1, 7, 10, 25}) {
            double left = epoch < 0 ? 0 : 1 - Math.min(epoch, 10) / 10.0;
            Loss scaled = new TemporalEnsembling(table, 0.6, 3 * Math.exp(-5 * left * left), 0, false);
            assertEquals(
                    LossReference.value(scaled, batch.outputs(0), t, m),
                    run(new TemporalEnsembling(table, 0.6, 3, 10, false), batch, epoch, 0)
                            .losses()[0],
                    1e-5,
                    "temporal ensembling after " + epoch + " epochs");
            double share = epoch < 0 ? 0.8 : 0.8 * Math.min(epoch + 1, 10) / 10.0;
            assertEquals(
                    LossReference.value(new SelfDistillation(table, 0, share, 0, false), batch.outputs(0), t, m),
                    run(new SelfDistillation(table, 0, 0.8, 10, false), batch, epoch, 0)
                            .losses()[0],
                    1e-5,
                    "self-distillation after " + epoch + " epochs");
        }
    }

    @Test
    void evaluationAndZeroWeightsAndAttacksLeaveTheTableAlone() {
        LossBatch batch = new LossBatch(2, 3, Form.HARD, 1, "alone");
        TemporalEnsembling temporal = TemporalEnsembling.of(device, data, 4, 3, 0.6, 3, 0);
        SelfDistillation distil = SelfDistillation.of(device, data, 4, 3, 0.6, 0.8, 0);
        run(temporal, batch, -1, 1, 2);
        run(distil, batch, -1, 1, 2);
        float[] before = device.floats(temporal.table());
        run(temporal.withoutUpdate(), batch, -1, 1, 2);
        run(distil.withoutUpdate(), batch, -1, 1, 2);
        Pass pass = Pass.evaluation(device, step);
        Tensor z = LossBatch.floats(device, data, batch.z, 2, 3);
        Targets targets = batch.upload(device, data).withIndex(LossBatch.ints(device, data, 1, 2));
        temporal.losses(pass, z, targets, null);
        distil.losses(pass, z, targets, null);
        assertArrayEquals(before, device.floats(temporal.table()));
        assertArrayEquals(before, device.floats(distil.table()));
        step.reset();
        batch.weights = new float[] {0, 1};
        for (Loss loss : new Loss[] {temporal, distil}) {
            run(loss, batch, -1, 3, 0);
            float[] after = device.floats(loss.state().values().iterator().next());
            double[] p = LossReference.softmax(batch.outputs(1));
            for (int j = 0; j < 3; j++) {
                assertEquals(0.4 * p[j], after[j], 1e-6, loss.name() + ": the example with a weight counts");
                assertEquals(0, after[9 + j], loss.name() + ": the one without does not");
            }
        }
    }

    @Test
    void extremeOutputsGiveFiniteResults() {
        LossBatch batch = new LossBatch(3, 4, Form.HARD, 1, "extreme");
        float[] rows = {1e4f, -1e4f, 0, 0, -1e4f, -1e4f, -1e4f, -1e4f, 1e4f, 1e4f, 1e4f, 9999};
        System.arraycopy(rows, 0, batch.z, 0, rows.length);
        for (Loss loss : new Loss[] {
            TemporalEnsembling.of(device, data, 3, 4, 0.9, 30, 0), SelfDistillation.of(device, data, 3, 4, 0, 1, 0)
        }) {
            for (int visit = 0; visit < 30; visit++) {
                Run run = run(loss, batch, visit, 0, 1, 2);
                for (float v : run.losses()) {
                    assertTrue(Float.isFinite(v), "loss " + v + " at visit " + visit);
                }
                for (float v : run.gradient()) {
                    assertTrue(Float.isFinite(v), "gradient " + v + " at visit " + visit);
                }
            }
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        TemporalEnsembling temporal = TemporalEnsembling.of(device, data, 4, 3, 0.6, 3, 10);
        SelfDistillation distil = SelfDistillation.of(device, data, 4, 3, 0, 0.8, 10);
        LossBatch batch = new LossBatch(2, 3, Form.HARD, 1, "missing");
        Pass pass = Pass.evaluation(device, step);
        Tensor z = LossBatch.floats(device, data, batch.z, 2, 3);
        Targets targets = batch.upload(device, data);
        String index =
                DeviceUnderTest.isCpu() ? " at position 1 of the batch: 0 to 3" : " outside of a table of 4 rows";
        for (Loss loss : new Loss[] {temporal, distil}) {
            refused("need an index", () -> loss.losses(pass, z, targets, null));
            refused("index 4" + index, () -> run(loss, batch, -1, 0, 4));
            refused(
                    "a table of F32[4, 3]",
                    () -> loss.losses(
                            pass, data.floats(2, 5), targets.withIndex(LossBatch.ints(device, data, 0, 1)), null));
        }
        refused("alpha 1.0", () -> new TemporalEnsembling(temporal.table(), 1, 3, 10, true));
        refused("weight -1.0", () -> new TemporalEnsembling(temporal.table(), 0.6, -1, 10, true));
        refused("ramp -1.0", () -> new TemporalEnsembling(temporal.table(), 0.6, 3, -1, true));
        refused("share 1.5", () -> new SelfDistillation(distil.table(), 0, 1.5, 10, true));
        refused("F32 of (training examples", () -> new SelfDistillation(data.ints(4, 3), 0, 0.8, 10, true));
    }

    private static void refused(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
