package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import dev.lethe.cpu.Lanes.AdamStep;
import jdk.incubator.vector.FloatVector;

/** Optimiser steps over whole vectors; each returns how many elements it has done. */
final class VectorSteps {
    private VectorSteps() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }

    /** Without momentum. */
    static int descend(float rate, float decay, float scale, float[] g, int go, float[] p, int po, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector w = load(p, po + i);
            FloatVector d = w.fma(all(decay), load(g, go + i).mul(scale));
            d.fma(all(-rate), w).intoArray(p, po + i);
        }
        return i;
    }

    static int sgd(
            float rate,
            float momentum,
            boolean nesterov,
            float decay,
            float scale,
            float[] g,
            int go,
            float[] m,
            int mo,
            float[] p,
            int po,
            int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector w = load(p, po + i);
            FloatVector d = w.fma(all(decay), load(g, go + i).mul(scale));
            FloatVector v = load(m, mo + i).fma(all(momentum), d);
            v.intoArray(m, mo + i);
            FloatVector way = nesterov ? v.fma(all(momentum), d) : v;
            way.fma(all(-rate), w).intoArray(p, po + i);
        }
        return i;
    }

    static int adam(AdamStep s, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] p, int po, int n) {
        float rate = -s.rate();
        float beta1 = s.beta1();
        float beta2 = s.beta2();
        float eps = s.eps();
        float c1 = s.c1();
        float c2 = s.c2();
        float decay = s.decay();
        float scale = s.scale();
        float keep = 1 - s.rate() * s.decoupled();
        float b1 = 1 - beta1;
        float b2 = 1 - beta2;
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector w = load(p, po + i);
            FloatVector d = w.fma(all(decay), load(g, go + i).mul(scale));
            FloatVector first = load(m, mo + i).fma(all(beta1), d.mul(b1));
            FloatVector second = load(v, vo + i).fma(all(beta2), d.mul(b2).mul(d));
            first.intoArray(m, mo + i);
            second.intoArray(v, vo + i);
            FloatVector root = second.mul(c2).sqrt();
            first.mul(c1).div(root.add(eps)).fma(all(rate), w.mul(keep)).intoArray(p, po + i);
        }
        return i;
    }
}
