package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.LossBatch.Form;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is claimed of losses beyond their values: finite results, checked arguments. */
@Tag("devices")
class LossPropertiesTest {
    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.checked();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<Loss> losses() {
        return LossBatch.PLAIN.stream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void extremeOutputsGiveFiniteLossesAndGradients(Loss loss) {
        for (Form form : Form.values()) {
            LossBatch batch = new LossBatch(64, 5, form, 1, "extreme");
            float[] extremes = {1e4f, -1e4f, 0, 100, -100, 1e-30f, 9999};
            for (int i = 0; i < batch.z.length; i++) {
                batch.z[i] = extremes[(i * 11 + i / 5) % extremes.length];
            }
            LossBatch.Result result = batch.run(device, loss, null);
            for (float v : result.losses()) {
                assertTrue(Float.isFinite(v), loss + ": a loss is " + v);
            }
            for (float v : result.gradient()) {
                assertTrue(Float.isFinite(v), loss + ": a gradient is " + v);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void anEvaluationPassGivesTheSameLosses(Loss loss) {
        LossBatch batch = new LossBatch(150, 10, Form.HARD, 2, "evaluation");
        float[] trained = batch.run(device, loss, null).losses();
        try (Arena data = device.arena("data", 1 << 24);
                Arena step = device.arena("step", 1 << 24)) {
            Pass pass = Pass.evaluation(device, step);
            Tensor outputs = LossBatch.floats(device, data, batch.z, batch.n, batch.k);
            float[] evaluated = device.floats(loss.losses(pass, outputs, batch.upload(device, data), null));
            assertTrue(Arrays.equals(trained, evaluated), loss + " differs without a tape");
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aWrongLabelIsNamed(Loss loss) {
        LossBatch batch = new LossBatch(5, 10, Form.PAIR, 1, "labels");
        batch.hard[3] = 10;
        String first = assertThrows(IllegalArgumentException.class, () -> batch.run(device, loss, null))
                .getMessage();
        names("label 10 at position 3 of the batch: 0 to 9 is expected", "label 10 where there are 10 classes", first);
        batch.hard[3] = 0;
        batch.second[4] = -1;
        String second = assertThrows(IllegalArgumentException.class, () -> batch.run(device, loss, null))
                .getMessage();
        names(
                "second label -1 at position 4 of the batch: 0 to 9 is expected",
                "label -1 where there are 10 classes",
                second);
    }

    /** A kernel on a GPU tells of the value alone. */
    private static void names(String onTheCpu, String elsewhere, String message) {
        String expected = DeviceUnderTest.isCpu() ? onTheCpu : elsewhere;
        assertTrue(message.contains(expected), message);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        try (Arena data = device.arena("data", 1 << 20)) {
            Pass pass = Pass.evaluation(device, data);
            Loss loss = new CrossEntropy(0);
            Tensor outputs = LossBatch.floats(device, data, new float[12], 4, 3);
            Targets three = Targets.hard(LossBatch.ints(device, data, 0, 1, 2));
            refused("targets of 3 examples", () -> loss.losses(pass, outputs, three, null));
            Targets wide = Targets.soft(data.floats(4, 5));
            refused("3 columns are expected", () -> loss.losses(pass, outputs, wide, null));
            Targets four = Targets.hard(LossBatch.ints(device, data, 0, 1, 2, 0));
            refused("room to track", () -> loss.losses(pass, outputs, four, Tracked.in(data, 3)));
            refused("one column", () -> loss.losses(pass, data.floats(4, 1), four, null));
            refused("not I32", () -> loss.losses(pass, data.ints(4, 3), four, null));
            Targets one = Targets.soft(data.floats(4, 1));
            refused(
                    "compares classes: outputs F32[4, 1]",
                    () -> new NormalisedCrossEntropy(1).losses(pass, data.floats(4, 1), one, null));
        }
    }

    private static void refused(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        refused("label smoothing 1.0", () -> new CrossEntropy(1));
        refused("q 0.0", () -> new GeneralizedCrossEntropy(0));
        refused("alpha -1.0", () -> new RobustLogLoss(-1));
        refused("beta 1.5", () -> new BootstrapSoft(1.5));
        refused("beta -0.5", () -> new BootstrapHard(-0.5));
        refused("t1 1.1", () -> new BiTempered(1.1, 1.2));
        refused("t2 0.9 of the bi-tempered loss is not in [1, 5.0]", () -> new BiTempered(0.8, 0.9));
        refused("q 0.0", () -> new TruncatedGeneralizedCrossEntropy(0, 0.5, 0));
        refused("k 1.0", () -> new TruncatedGeneralizedCrossEntropy(0.7, 1, 0));
        refused("start -1.0", () -> new TruncatedGeneralizedCrossEntropy(0.7, 0.5, -1));
        refused("smoothing -0.1", () -> new LabelSmoothing(-0.1));
        refused("a 0.0 of reverse cross-entropy is not in [0.001, 1000.0]", () -> new ReverseCrossEntropy(0));
        refused("beta NaN", () -> new SymmetricCrossEntropy(1, Double.NaN, 4));
        refused("order 0.0", () -> new TaylorCrossEntropy(0));
        refused("gamma 11.0", () -> new FocalLoss(11));
        refused("q 0.0", () -> new AsymmetricGeneralizedCrossEntropy(1, 0));
        refused("a 1.0", () -> new AsymmetricUnhinged(1, 1));
        refused("scale -1.0", () -> new NormalisedCrossEntropy(-1));
        refused("gamma -1.0", () -> new NormalisedFocalLoss(1, -1));
        refused("factor 0.0 of the passive loss rce", () -> ActivePassive.Passive.rce(0));
    }

    @Test
    void resultsDoNotDependOnThreads() {
        try (Device one = DeviceUnderTest.checked(1);
                Device three = DeviceUnderTest.checked(3)) {
            dependsNotOn(one, three, new LossBatch(700, 100, Form.PAIR, 3, "threads"));
            dependsNotOn(one, three, new LossBatch(9000, 9, Form.HARD, 3, "threads"));
        }
    }

    private static void dependsNotOn(Device one, Device three, LossBatch batch) {
        for (Loss loss : LossBatch.PLAIN) {
            LossBatch.Result a = batch.run(one, loss, null);
            LossBatch.Result b = batch.run(three, loss, null);
            assertTrue(Arrays.equals(a.losses(), b.losses()), loss + ": losses");
            assertTrue(Arrays.equals(a.gradient(), b.gradient()), loss + ": gradients");
            assertTrue(Arrays.equals(a.tracked(), b.tracked()), loss + ": tracked");
        }
    }
}
