package dev.lethe.cpu.vector;

import dev.lethe.cpu.Lanes;
import dev.lethe.cpu.PlainLanes;
import dev.lethe.cpu.Tile;

/** {@link Lanes} with the Vector API: whole vectors here, what is left over in plain loops. */
public final class VectorLanes implements Lanes {
    private static final PlainLanes REST = new PlainLanes();
    /** Below, there is no group of 16 for the vectors to sum. */
    private static final int SHORT = 16;

    @Override
    public String description() {
        return "Vector API, " + 32 * VectorMath.L + " bits";
    }

    @Override
    public void fill(float value, float[] y, int yo, int n) {
        REST.fill(value, y, yo, n);
    }

    @Override
    public void axpby(float a, float[] x, int xo, float beta, float[] y, int yo, int n) {
        int i = VectorMaps.axpby(a, x, xo, beta, y, yo, n);
        REST.axpby(a, x, xo + i, beta, y, yo + i, n - i);
    }

    @Override
    public void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = VectorMaps.add(x, xo, y, yo, z, zo, n);
        REST.add(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void multiply(float[] x, int xo, float[] y, int yo, float beta, float[] z, int zo, int n) {
        int i = VectorMaps.multiply(x, xo, y, yo, beta, z, zo, n);
        REST.multiply(x, xo + i, y, yo + i, beta, z, zo + i, n - i);
    }

    @Override
    public void scaleShift(float[] x, int xo, float scale, float shift, float[] y, int yo, int n) {
        int i = VectorMaps.scaleShift(x, xo, scale, shift, y, yo, n);
        REST.scaleShift(x, xo + i, scale, shift, y, yo + i, n - i);
    }

    @Override
    public void relu(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorMaps.relu(x, xo, y, yo, n);
        REST.relu(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void reluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        int i = VectorMaps.reluGrad(x, xo, dy, dyo, beta, dx, dxo, n);
        REST.reluGrad(x, xo + i, dy, dyo + i, beta, dx, dxo + i, n - i);
    }

    @Override
    public void exp(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorFunctions.exp(x, xo, y, yo, n);
        REST.exp(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void log(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorFunctions.log(x, xo, y, yo, n);
        REST.log(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void tanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorFunctions.tanh(x, xo, y, yo, n);
        REST.tanh(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorFunctions.sigmoid(x, xo, y, yo, n);
        REST.sigmoid(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void gelu(float[] x, int xo, float[] y, int yo, int n) {
        int i = VectorFunctions.gelu(x, xo, y, yo, n);
        REST.gelu(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void geluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        int i = beta == 0
                ? VectorFunctions.geluGrad(x, xo, dy, dyo, dx, dxo, n)
                : VectorFunctions.geluGradOnto(x, xo, dy, dyo, beta, dx, dxo, n);
        REST.geluGrad(x, xo + i, dy, dyo + i, beta, dx, dxo + i, n - i);
    }

    @Override
    public float expSum(float[] x, int xo, float shift, float[] y, int yo, int n) {
        return n < SHORT ? REST.expSum(x, xo, shift, y, yo, n) : VectorSums.expSum(x, xo, shift, y, yo, n);
    }

    @Override
    public float clipSum(float[] x, int xo, float factor, float low, float high, float[] y, int yo, int n) {
        return n < SHORT
                ? REST.clipSum(x, xo, factor, low, high, y, yo, n)
                : VectorSums.clipSum(x, xo, factor, low, high, y, yo, n);
    }

    @Override
    public float withinSum(
            float[] x, int xo, float factor, float low, float high, float[] y, int yo, float[] z, int zo, int n) {
        return n < SHORT
                ? REST.withinSum(x, xo, factor, low, high, y, yo, z, zo, n)
                : VectorSums.withinSum(x, xo, factor, low, high, y, yo, z, zo, n);
    }

    @Override
    public float sum(float[] x, int xo, int n) {
        return n < SHORT ? REST.sum(x, xo, n) : VectorSums.sum(x, xo, n);
    }

    @Override
    public float dot(float[] x, int xo, float[] y, int yo, int n) {
        return n < SHORT ? REST.dot(x, xo, y, yo, n) : VectorSums.dot(x, xo, y, yo, n);
    }

    @Override
    public float squaredDeviations(float[] x, int xo, float mean, int n) {
        return n < SHORT ? REST.squaredDeviations(x, xo, mean, n) : VectorSums.squaredDeviations(x, xo, mean, n);
    }

    @Override
    public float dotDeviations(float[] x, int xo, float mean, float[] dy, int dyo, int n) {
        return n < SHORT
                ? REST.dotDeviations(x, xo, mean, dy, dyo, n)
                : VectorSums.dotDeviations(x, xo, mean, dy, dyo, n);
    }

    @Override
    public float max(float[] x, int xo, int n) {
        return n < SHORT ? REST.max(x, xo, n) : VectorSums.max(x, xo, n);
    }

    @Override
    public void softmaxGrad(float[] y, int yo, float[] g, int go, float s, float beta, float[] z, int zo, int n) {
        int i = VectorMaps.softmaxGrad(y, yo, g, go, s, beta, z, zo, n);
        REST.softmaxGrad(y, yo + i, g, go + i, s, beta, z, zo + i, n - i);
    }

    @Override
    public void normalise(
            float[] x, int xo, float mean, float rstd, float[] w, int wo, float[] b, int bo, float[] y, int yo, int n) {
        int i = VectorMaps.normalise(x, xo, mean, rstd, w, wo, b, bo, y, yo, n);
        REST.normalise(x, xo + i, mean, rstd, w, wo + i, b, bo + i, y, yo + i, n - i);
    }

    @Override
    public void sgd(
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
        int i = momentum == 0
                ? VectorSteps.descend(rate, decay, scale, g, go, p, po, n)
                : VectorSteps.sgd(rate, momentum, nesterov, decay, scale, g, go, m, mo, p, po, n);
        REST.sgd(rate, momentum, nesterov, decay, scale, g, go + i, m, mo + i, p, po + i, n - i);
    }

    @Override
    public void adam(AdamStep step, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] p, int po, int n) {
        int i = VectorSteps.adam(step, g, go, m, mo, v, vo, p, po, n);
        REST.adam(step, g, go + i, m, mo + i, v, vo + i, p, po + i, n - i);
    }

    @Override
    public void crop(float[] x, int xo, int step, float shift, float beta, float[] y, int yo, int rows, int n) {
        int r = beta == 0 ? VectorMaps.crop(x, xo, step, shift, y, yo, rows, n) : 0;
        REST.crop(x, xo + r * step, step, shift, beta, y, yo + r * n, rows - r, n);
    }

    @Override
    public Tile tile() {
        return new VectorTile();
    }
}
