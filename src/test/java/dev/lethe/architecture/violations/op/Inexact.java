package dev.lethe.architecture.violations.op;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Breaks rules on purpose: operations whose bits are not fixed. */
public final class Inexact {
    float math(float x) {
        return (float) Math.exp(x);
    }

    FloatVector lanes(FloatVector x) {
        return x.lanewise(VectorOperators.TANH);
    }

    float sum(FloatVector x) {
        return x.reduceLanes(VectorOperators.ADD);
    }
}
