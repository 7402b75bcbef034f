package dev.lethe.study.early;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine's descent against the formulas of the paper, computed in double. */
@Tag("devices")
class DescentTest {
    private static final double LAMBDA = 3;
    private static final double BETA = 0.7;
    private static final double RATE = 0.8;
    private static final TwoGaussians DATA = TwoGaussians.draw(60, 17, 0.3, 0.5, 4);
    private static final float[] START = TwoGaussians.start(17, false, 4);

    /** The factor of x in the gradient of example i, where theta.x is m. */
    private interface Pull {
        double of(int i, double m);
    }

    private static double sigmoid(double m) {
        return 1 / (1 + StrictMath.exp(-m));
    }

    private static double sign(int label) {
        return 1 - 2 * label;
    }

    private static void follows(Objective.Kind kind, Descent.Form form, Pull pull) {
        double[] theta = new double[DATA.p()];
        for (int j = 0; j < theta.length; j++) {
            theta[j] = START[j];
        }
        try (Device device = DeviceUnderTest.checked();
                Descent descent = new Descent(device, DATA, START, form, kind, RATE)) {
            for (int t = 0; t < 5; t++) {
                double[] gradient = new double[theta.length];
                double right = 0;
                for (int i = 0; i < DATA.n(); i++) {
                    double m = 0;
                    for (int j = 0; j < theta.length; j++) {
                        m += theta[j] * DATA.x()[i * theta.length + j];
                    }
                    double g = pull.of(i, m) / DATA.n();
                    for (int j = 0; j < theta.length; j++) {
                        gradient[j] += g * DATA.x()[i * theta.length + j];
                    }
                    right += m * sign(DATA.given()[i]) > 0 ? 1 : 0;
                }
                Moment moment = descent.moment(t);
                double drift = 0;
                double norm = 0;
                for (int j = 0; j < theta.length; j++) {
                    drift += (theta[j] - START[j]) * (theta[j] - START[j]);
                    norm += gradient[j] * gradient[j];
                }
                assertEquals(t, moment.steps());
                assertEquals(theta[0], moment.alignment(), 2e-6);
                assertEquals(Math.sqrt(drift), moment.drift(), 2e-6);
                assertEquals(-gradient[0] / Math.sqrt(norm), moment.cosine(), 2e-5);
                int wrong = DATA.wrongCount();
                assertEquals(right, moment.clean() * (DATA.n() - wrong) + moment.memorized() * wrong, 1e-9);
                assertEquals(1, moment.recovered() + moment.memorized(), 1e-9);
                for (int j = 0; j < theta.length; j++) {
                    theta[j] -= RATE * gradient[j];
                }
                descent.next();
            }
        }
    }

    @Test
    void theExactGradientHasHalfTheArgument() {
        follows(
                Objective.crossEntropy(),
                Descent.Form.EXACT,
                (i, m) -> (StrictMath.tanh(m / 2) - sign(DATA.given()[i])) / 2);
    }

    @Test
    void thePapersGradientHasAllOfIt() {
        follows(
                Objective.crossEntropy(),
                Descent.Form.PAPER,
                (i, m) -> (StrictMath.tanh(m) - sign(DATA.given()[i])) / 2);
    }

    @Test
    void earlyLearningPushesAlongItsTargets() {
        double[][] target = new double[DATA.n()][2];
        follows(Objective.earlyLearning(LAMBDA, BETA), Descent.Form.EXACT, (i, m) -> {
            double[] t = update(target[i], m);
            double p = sigmoid(m);
            double u = p * t[0] + (1 - p) * t[1];
            return p - (1 - DATA.given()[i]) + LAMBDA * p * (u - t[0]) / (1 - u);
        });
    }

    @Test
    void theDivergencePullsTowardsTheSameTargets() {
        double[][] target = new double[DATA.n()][2];
        follows(Objective.divergence(LAMBDA, BETA), Descent.Form.EXACT, (i, m) -> {
            double[] t = update(target[i], m);
            double p = sigmoid(m);
            return p - (1 - DATA.given()[i]) + LAMBDA * ((t[0] + t[1]) * p - t[0]);
        });
    }

    private static double[] update(double[] t, double m) {
        t[0] = BETA * t[0] + (1 - BETA) * sigmoid(m);
        t[1] = BETA * t[1] + (1 - BETA) * sigmoid(-m);
        return t;
    }

    @Test
    void kappaIsWhatAnExampleWeighs() {
        try (Device device = DeviceUnderTest.checked();
                Descent descent = new Descent(
                        device, DATA, new float[DATA.p()], Descent.Form.EXACT, Objective.crossEntropy(), RATE)) {
            Moment moment = descent.moment(0);
            assertEquals(1, moment.kappaClean(), 1e-9, "theta is zero, so p is 1/2 everywhere");
            assertEquals(1, moment.kappaWrong(), 1e-9);
            assertEquals(StrictMath.log(2), moment.loss(), 1e-6);
            assertEquals(0, moment.clean(), "of equal outputs none is predicted");
            assertFalse(moment.fitted());
        }
    }

    @Test
    void aTrajectoryLooksAtEveryEarlyStepAndStopsWhenToldTo() {
        try (Device device = DeviceUnderTest.checked();
                Descent descent =
                        new Descent(device, DATA, START, Descent.Form.EXACT, Objective.crossEntropy(), RATE)) {
            Trajectory all = Trajectory.follow(descent, 250, m -> false);
            assertEquals(199, all.moments().get(199).steps());
            assertEquals(250, all.last().steps());
            assertTrue(all.moments().size() < 230, all.moments().size() + " moments");
            assertTrue(all.best(50).steps() <= 50);
            assertEquals(all.aligned().steps(), all.alignedAt());
        }
        try (Device device = DeviceUnderTest.checked();
                Descent descent =
                        new Descent(device, DATA, START, Descent.Form.EXACT, Objective.crossEntropy(), RATE)) {
            assertEquals(
                    7,
                    Trajectory.follow(descent, 250, m -> m.steps() == 7).last().steps());
        }
    }
}
