package dev.lethe;

import static dev.lethe.LossCases.losses;

import dev.lethe.loss.BackwardCorrection;
import dev.lethe.loss.BootstrapHard;
import dev.lethe.loss.ForwardCorrection;
import dev.lethe.loss.Loss;
import dev.lethe.loss.SelfDistillation;
import dev.lethe.loss.Targets;
import dev.lethe.loss.TemporalEnsembling;
import dev.lethe.op.Add;
import dev.lethe.testing.OpCase;
import java.util.function.Function;
import java.util.stream.Stream;

/** Losses with a matrix, with a table that they leave alone, or with a kink that differences must keep away from. */
final class LossTableCases {
    private LossTableCases() {}

    static Stream<OpCase> all() {
        Stream<OpCase> corrected =
                Stream.of(false, true).flatMap(back -> Stream.of(2, 10, 33).flatMap(k -> corrected(back, k)));
        Stream<OpCase> remembering = Stream.of(
                        new Remembering("temporal", m -> new TemporalEnsembling(m, 0.6, 3, 10, false)),
                        new Remembering("distil", m -> new SelfDistillation(m, 0, 0.8, 10, false)))
                .flatMap(LossTableCases::remembering);
        return Stream.of(corrected, remembering, hard()).flatMap(s -> s);
    }

    /** Row y of the matrix is what is used of it for label y. */
    private static float[] matrix(boolean back, int k) {
        float[] rows = new float[k * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                int ahead = Math.floorMod(j - i, k);
                rows[i * k + j] = ahead == 0 ? 0.7f : ahead == 1 ? 0.3f : back ? -0.1f / ahead : 0;
            }
        }
        return rows;
    }

    private static Loss corrected(boolean back, Tensor matrix, Device device) {
        return back ? new BackwardCorrection(device, matrix, true, 0) : new ForwardCorrection(device, matrix, true, 0);
    }

    private static Stream<OpCase> corrected(boolean back, int k) {
        String name = (back ? "backward" : "forward") + " of " + k;
        return Stream.of(
                OpCase.of(
                                name + " hard weights",
                                (p, in) -> losses(
                                        corrected(back, in[0], p.device()),
                                        p,
                                        in[1],
                                        Targets.hard(in[2]).withWeights(in[3]),
                                        false))
                        .values(matrix(back, k), k, k)
                        .input(15, k)
                        .labels(k, 15)
                        .constant(v -> v, 15),
                OpCase.of(
                                name + " pair tracked",
                                (p, in) -> losses(
                                        corrected(back, in[0], p.device()),
                                        p,
                                        in[1],
                                        Targets.mixed(in[2], in[3], in[4]),
                                        true))
                        .values(matrix(back, k), k, k)
                        .input(7, k)
                        .labels(k, 7)
                        .labels(k, 7)
                        .constant(LossCases::share, 7),
                OpCase.of(
                                name + " soft",
                                (p, in) -> losses(
                                        corrected(back, in[0], p.device()), p, in[1], Targets.soft(in[2]), false))
                        .values(matrix(back, k), k, k)
                        .input(5, k)
                        .constant(v -> 2 * LossCases.share(v) / k, 5, k));
    }

    private record Remembering(String name, Function<Tensor, Loss> loss) {}

    private static Stream<OpCase> remembering(Remembering r) {
        return Stream.of(
                OpCase.of(
                                r.name() + " hard 31x2",
                                (p, in) -> losses(
                                        r.loss().apply(in[0]),
                                        p,
                                        in[1],
                                        Targets.hard(in[2]).withIndex(in[3]),
                                        false))
                        .constant(v -> 0.45 * LossCases.share(v), 40, 2)
                        .input(31, 2)
                        .labels(2, 31)
                        .values(new RandomStream(1, "rows").permutation(31), 31),
                OpCase.of(
                                r.name() + " pair weights tracked 9x10",
                                (p, in) -> losses(
                                        r.loss().apply(in[0]),
                                        p,
                                        in[1],
                                        Targets.mixed(in[2], in[3], in[4])
                                                .withIndex(in[5])
                                                .withWeights(in[6]),
                                        true))
                        .constant(v -> 0.09 * LossCases.share(v), 9, 10)
                        .input(9, 10)
                        .labels(10, 9)
                        .labels(10, 9)
                        .constant(LossCases::share, 9)
                        .values(new RandomStream(2, "rows").permutation(9), 9)
                        .constant(v -> v, 9),
                OpCase.of(
                                r.name() + " soft 5x33",
                                (p, in) -> losses(
                                        r.loss().apply(in[0]),
                                        p,
                                        in[1],
                                        Targets.soft(in[2]).withIndex(in[3]),
                                        false))
                        .constant(v -> 0.03 * LossCases.share(v), 12, 33)
                        .input(5, 33)
                        .constant(v -> 0.1 * LossCases.share(v), 5, 33)
                        .values(new int[] {11, 0, 5, 3, 7}, 5));
    }

    /** Hard bootstrapping has a kink where two outputs are the largest: one of each row is 6 above its draw. */
    private static Stream<OpCase> hard() {
        Loss loss = new BootstrapHard(0.6);
        float[] raised = new float[9 * 10];
        for (int i = 0; i < 9; i++) {
            raised[10 * i + 7 * i % 10] = 6;
        }
        return Stream.of(
                OpCase.of(
                                "bootstrap-hard hard weights tracked 9x10",
                                (p, in) -> losses(
                                        loss,
                                        p,
                                        Add.add(p, in[0], in[1]),
                                        Targets.hard(in[2]).withWeights(in[3]),
                                        true))
                        .input(9, 10)
                        .values(raised, 9, 10)
                        .labels(10, 9)
                        .constant(v -> v, 9),
                OpCase.of(
                                "bootstrap-hard soft 9x10",
                                (p, in) -> losses(loss, p, Add.add(p, in[0], in[1]), Targets.soft(in[2]), false))
                        .input(9, 10)
                        .values(raised, 9, 10)
                        .constant(v -> 0.1 * Math.abs(v), 9, 10));
    }
}
