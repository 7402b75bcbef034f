package dev.lethe;

import dev.lethe.autograd.Pass;
import dev.lethe.loss.ActivePassive;
import dev.lethe.loss.AsymmetricGeneralizedCrossEntropy;
import dev.lethe.loss.AsymmetricUnhinged;
import dev.lethe.loss.BiTempered;
import dev.lethe.loss.BinaryCrossEntropy;
import dev.lethe.loss.BootstrapSoft;
import dev.lethe.loss.BrierScore;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.FocalLoss;
import dev.lethe.loss.GeneralizedCrossEntropy;
import dev.lethe.loss.Loss;
import dev.lethe.loss.MeanAbsoluteError;
import dev.lethe.loss.NormalisedCrossEntropy;
import dev.lethe.loss.NormalisedFocalLoss;
import dev.lethe.loss.RobustLogLoss;
import dev.lethe.loss.SquaredError;
import dev.lethe.loss.SymmetricCrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.loss.TaylorCrossEntropy;
import dev.lethe.loss.Tracked;
import dev.lethe.loss.TruncatedGeneralizedCrossEntropy;
import dev.lethe.testing.OpCase;
import java.util.List;
import java.util.stream.Stream;

/**
 * Losses with every form of labels, with and without weights, tracking or not.
 *
 * <p>A loss is one float of some units whose gradient is spread over all outputs, so that differences of float32 values
 * resolve it to no better than about 5e-4 of its norm. {@code LossGradientTest} compares with float64.
 */
final class LossCases {
    private LossCases() {}

    static Stream<OpCase> all() {
        return Stream.concat(
                        List.of(
                                        new CrossEntropy(0),
                                        new CrossEntropy(0.1),
                                        new BinaryCrossEntropy(),
                                        new SquaredError(),
                                        new BrierScore(),
                                        new MeanAbsoluteError(),
                                        new RobustLogLoss(0.1),
                                        new GeneralizedCrossEntropy(0.7),
                                        new GeneralizedCrossEntropy(0.01),
                                        // A difference across the kink says nothing: all are on one side of k.
                                        new TruncatedGeneralizedCrossEntropy(0.7, 1e-5, 0),
                                        new TruncatedGeneralizedCrossEntropy(0.7, 0.999999, 0),
                                        new SymmetricCrossEntropy(0.1, 1, 4),
                                        new TaylorCrossEntropy(3),
                                        new FocalLoss(0.5),
                                        new AsymmetricGeneralizedCrossEntropy(4, 0.2),
                                        new AsymmetricUnhinged(5.5, 3),
                                        new NormalisedCrossEntropy(10),
                                        new ActivePassive(
                                                1, new NormalisedFocalLoss(1, 0.5), 1, ActivePassive.Passive.rce(4)),
                                        new BootstrapSoft(0.5),
                                        new BiTempered(0.8, 1.2),
                                        new BiTempered(0.5, 1.5))
                                .stream()
                                .flatMap(LossCases::forms),
                        Stream.concat(earlyLearning(), LossTableCases.all()))
                .map(c -> c.step(0.125).tolerance(1e-3));
    }

    private static Stream<OpCase> forms(Loss loss) {
        return Stream.of(
                OpCase.of(loss + " hard 31x2", (p, in) -> losses(loss, p, in[0], Targets.hard(in[1]), false))
                        .input(31, 2)
                        .labels(2, 31),
                OpCase.of(
                                loss + " hard weights tracked 33x10",
                                (p, in) -> losses(
                                        loss, p, in[0], Targets.hard(in[1]).withWeights(in[2]), true))
                        .input(33, 10)
                        .labels(10, 33)
                        .constant(v -> v, 33),
                OpCase.of(
                                loss + " pair weights tracked 7x33",
                                (p, in) -> losses(
                                        loss,
                                        p,
                                        in[0],
                                        Targets.mixed(in[1], in[2], in[3]).withWeights(in[4]),
                                        true))
                        .input(7, 33)
                        .labels(33, 7)
                        .labels(33, 7)
                        .constant(LossCases::share, 7)
                        .constant(v -> v, 7),
                OpCase.of(loss + " soft tracked 9x10", (p, in) -> losses(loss, p, in[0], Targets.soft(in[1]), true))
                        .input(9, 10)
                        .constant(v -> 0.1 * Math.abs(v), 9, 10),
                OpCase.of(
                                loss + " soft weights 1x33",
                                (p, in) -> losses(
                                        loss, p, in[0], Targets.soft(in[1]).withWeights(in[2]), false))
                        .input(1, 33)
                        .constant(v -> 0.02 * Math.exp(2 * v), 1, 33)
                        .constant(v -> v, 1));
    }

    /** The update of the table is a side effect that differences must not see; what it does has a test of its own. */
    private static Stream<OpCase> earlyLearning() {
        return Stream.of(
                OpCase.of(
                                "elr hard 31x2",
                                (p, in) -> losses(
                                        elr(in[0]),
                                        p,
                                        in[1],
                                        Targets.hard(in[2]).withIndex(in[3]),
                                        false))
                        .constant(v -> 0.45 * share(v), 40, 2)
                        .input(31, 2)
                        .labels(2, 31)
                        .values(new RandomStream(1, "rows").permutation(31), 31),
                OpCase.of(
                                "elr pair weights tracked 9x10",
                                (p, in) -> losses(
                                        elr(in[0]),
                                        p,
                                        in[1],
                                        Targets.mixed(in[2], in[3], in[4])
                                                .withIndex(in[5])
                                                .withWeights(in[6]),
                                        true))
                        .constant(v -> 0.09 * share(v), 9, 10)
                        .input(9, 10)
                        .labels(10, 9)
                        .labels(10, 9)
                        .constant(LossCases::share, 9)
                        .values(new RandomStream(2, "rows").permutation(9), 9)
                        .constant(v -> v, 9),
                OpCase.of(
                                "elr soft 5x33",
                                (p, in) -> losses(
                                        elr(in[0]),
                                        p,
                                        in[1],
                                        Targets.soft(in[2]).withIndex(in[3]),
                                        false))
                        .constant(v -> 0.03 * share(v), 12, 33)
                        .input(5, 33)
                        .constant(v -> 0.1 * share(v), 5, 33)
                        .values(new int[] {11, 0, 5, 3, 7}, 5));
    }

    private static Loss elr(Tensor table) {
        return new EarlyLearning(table, 3, 0.7, false);
    }

    static Tensor losses(Loss loss, Pass p, Tensor outputs, Targets targets, boolean track) {
        Tracked tracked = track ? Tracked.in(p.arena(), targets.count()) : null;
        return loss.losses(p, outputs, targets, tracked);
    }

    /** A number in (0, 1). */
    static double share(double v) {
        return 1 / (1 + Math.exp(-v));
    }
}
