package dev.lethe.loss;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The losses that are functions of the label's probability, and those divided by their sum, in float64. */
final class RobustReference {
    private RobustReference() {}

    /** The loss where log-probabilities are {@code s} and targets {@code t}. */
    static double value(Loss loss, double[] s, double[] t) {
        if (loss instanceof NormalisedLoss) {
            return normalised((NormalisedLoss) loss, s, t);
        }
        if (loss instanceof ActivePassive) {
            ActivePassive both = (ActivePassive) loss;
            double missing = sum(s, j -> t[j] * -Math.expm1(s[j]));
            return both.alpha() * normalised(both.active(), s, t)
                    + both.beta() * both.passive().factor() * missing;
        }
        DoubleUnaryOperator f = ofLabel(loss);
        return sum(s, j -> t[j] * f.applyAsDouble(s[j]));
    }

    private static double normalised(NormalisedLoss loss, double[] s, double[] t) {
        DoubleUnaryOperator f = focal(loss.gamma());
        double all = sum(s, j -> f.applyAsDouble(s[j]));
        return loss.scale() * sum(s, j -> t[j] * f.applyAsDouble(s[j])) / all;
    }

    private static DoubleUnaryOperator focal(double gamma) {
        return s -> -Math.pow(-Math.expm1(s), gamma) * s;
    }

    /** The loss of the label as a function of the logarithm of its probability. */
    private static DoubleUnaryOperator ofLabel(Loss loss) {
        if (loss instanceof ReverseCrossEntropy) {
            double a = ((ReverseCrossEntropy) loss).a();
            return s -> -a * Math.expm1(s);
        }
        if (loss instanceof SymmetricCrossEntropy) {
            SymmetricCrossEntropy sce = (SymmetricCrossEntropy) loss;
            return s -> -sce.alpha() * s - sce.beta() * sce.a() * Math.expm1(s);
        }
        if (loss instanceof TaylorCrossEntropy) {
            int order = ((TaylorCrossEntropy) loss).order();
            return s -> IntStream.rangeClosed(1, order)
                    .mapToDouble(i -> Math.pow(-Math.expm1(s), i) / i)
                    .sum();
        }
        if (loss instanceof FocalLoss) {
            return focal(((FocalLoss) loss).gamma());
        }
        if (loss instanceof AsymmetricGeneralizedCrossEntropy) {
            double a = ((AsymmetricGeneralizedCrossEntropy) loss).a();
            double q = ((AsymmetricGeneralizedCrossEntropy) loss).q();
            return s -> (Math.pow(a + 1, q) - Math.pow(a + Math.exp(s), q)) / q;
        }
        if (loss instanceof AsymmetricUnhinged) {
            double a = ((AsymmetricUnhinged) loss).a();
            double q = ((AsymmetricUnhinged) loss).q();
            return s -> (Math.pow(a - Math.exp(s), q) - Math.pow(a - 1, q)) / q;
        }
        if (loss instanceof TruncatedGeneralizedCrossEntropy) {
            TruncatedGeneralizedCrossEntropy tgce = (TruncatedGeneralizedCrossEntropy) loss;
            return s -> (1 - Math.pow(Math.max(Math.exp(s), tgce.k()), tgce.q())) / tgce.q();
        }
        throw new AssertionError("no formula for " + loss);
    }

    private static double sum(double[] row, IntToDoubleFunction f) {
        return IntStream.range(0, row.length).mapToDouble(f).sum();
    }
}
