package dev.lethe.privacy;

/** How a Renyi divergence of one order becomes (epsilon, delta). */
public enum Conversion {
    /** Mironov, 2017, arXiv 1702.07476, proposition 3. Older figures were computed with it. */
    CLASSICAL {
        @Override
        double logFactor(double order) {
            return 0;
        }
    },
    /** Canonne, Kamath and Steinke, 2020, arXiv 2004.00010, proposition 12; never worse than the classical one. */
    TIGHT {
        @Override
        double logFactor(double order) {
            return (order - 1) * StrictMath.log1p(-1 / order) - StrictMath.log(order);
        }
    };

    /** ln of c in: delta = c exp((order - 1) (divergence - epsilon)). */
    abstract double logFactor(double order);

    /** Epsilon from (order - 1) times the divergence; it may be negative. */
    double epsilon(double order, double logMoment, double delta) {
        return (logMoment + logFactor(order) - StrictMath.log(delta)) / (order - 1);
    }

    /** ln delta from (order - 1) times the divergence; it may be positive. */
    double logDelta(double order, double logMoment, double epsilon) {
        return logMoment - (order - 1) * epsilon + logFactor(order);
    }
}
