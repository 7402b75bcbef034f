package dev.lethe.cpu;

/** {@link Lanes} as plain loops: the definition of the results, and what runs without the Vector API. */
public final class PlainLanes implements Lanes {
    private static final int LANES = 16;

    @Override
    public String description() {
        return "plain loops";
    }

    /** g + beta old, without reading old where beta is 0. */
    private static float put(float g, float beta, float[] old, int at) {
        return beta == 0 ? g : Math.fma(beta, old[at], g);
    }

    @Override
    public void fill(float value, float[] y, int yo, int n) {
        java.util.Arrays.fill(y, yo, yo + n, value);
    }

    @Override
    public void axpby(float a, float[] x, int xo, float beta, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = put(a * x[xo + i], beta, y, yo + i);
        }
    }

    @Override
    public void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] + y[yo + i];
        }
    }

    @Override
    public void multiply(float[] x, int xo, float[] y, int yo, float beta, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = put(x[xo + i] * y[yo + i], beta, z, zo + i);
        }
    }

    @Override
    public void scaleShift(float[] x, int xo, float scale, float shift, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(x[xo + i], scale, shift);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[xo + i];
            y[yo + i] = v <= 0 ? 0 : v;
        }
    }

    @Override
    public void reluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = put(x[xo + i] > 0 ? dy[dyo + i] : 0, beta, dx, dxo + i);
        }
    }

    @Override
    public void exp(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Scalar.exp(x[xo + i]);
        }
    }

    @Override
    public void log(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Scalar.log(x[xo + i]);
        }
    }

    @Override
    public void tanh(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Scalar.tanh(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Scalar.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void gelu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Scalar.gelu(x[xo + i]);
        }
    }

    @Override
    public void geluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = put(dy[dyo + i] * Scalar.geluSlope(x[xo + i]), beta, dx, dxo + i);
        }
    }

    @Override
    public float expSum(float[] x, int xo, float shift, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            float e = Scalar.exp(x[xo + i] - shift);
            y[yo + i] = e;
            s[i & LANES - 1] += e;
        }
        return tree(s);
    }

    @Override
    public float clipSum(float[] x, int xo, float factor, float low, float high, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(factor * x[xo + i], low), high);
            y[yo + i] = v;
            s[i & LANES - 1] += v;
        }
        return tree(s);
    }

    @Override
    public float withinSum(
            float[] x, int xo, float factor, float low, float high, float[] y, int yo, float[] z, int zo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            float p = factor * x[xo + i];
            float v = p >= low && p <= high ? p * y[yo + i] : 0;
            z[zo + i] = v;
            s[i & LANES - 1] += v;
        }
        return tree(s);
    }

    @Override
    public float sum(float[] x, int xo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            s[i & LANES - 1] += x[xo + i];
        }
        return tree(s);
    }

    @Override
    public float dot(float[] x, int xo, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            int l = i & LANES - 1;
            s[l] = Math.fma(x[xo + i], y[yo + i], s[l]);
        }
        return tree(s);
    }

    @Override
    public float squaredDeviations(float[] x, int xo, float mean, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            int l = i & LANES - 1;
            float d = x[xo + i] - mean;
            s[l] = Math.fma(d, d, s[l]);
        }
        return tree(s);
    }

    @Override
    public float dotDeviations(float[] x, int xo, float mean, float[] dy, int dyo, int n) {
        float[] s = new float[LANES];
        for (int i = 0; i < n; i++) {
            int l = i & LANES - 1;
            s[l] = Math.fma(x[xo + i] - mean, dy[dyo + i], s[l]);
        }
        return tree(s);
    }

    /** Adds the 16 lanes in the fixed order that every implementation keeps. */
    public static float tree(float[] s) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                s[l] += s[l + half];
            }
        }
        return s[0];
    }

    @Override
    public float max(float[] x, int xo, int n) {
        float m = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            m = Math.max(m, x[xo + i]);
        }
        return m;
    }

    @Override
    public void softmaxGrad(float[] y, int yo, float[] g, int go, float s, float beta, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = put(y[yo + i] * (g[go + i] - s), beta, z, zo + i);
        }
    }

    @Override
    public void normalise(
            float[] x, int xo, float mean, float rstd, float[] w, int wo, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma((x[xo + i] - mean) * rstd, w[wo + i], b[bo + i]);
        }
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
        for (int i = 0; i < n; i++) {
            float d = Math.fma(decay, p[po + i], scale * g[go + i]);
            if (momentum != 0) {
                float v = Math.fma(momentum, m[mo + i], d);
                m[mo + i] = v;
                d = nesterov ? Math.fma(momentum, v, d) : v;
            }
            p[po + i] = Math.fma(-rate, d, p[po + i]);
        }
    }

    @Override
    public void adam(AdamStep s, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] p, int po, int n) {
        float keep = 1 - s.rate() * s.decoupled();
        float b1 = 1 - s.beta1();
        float b2 = 1 - s.beta2();
        for (int i = 0; i < n; i++) {
            float w = p[po + i];
            float d = Math.fma(s.decay(), w, s.scale() * g[go + i]);
            float first = Math.fma(s.beta1(), m[mo + i], b1 * d);
            float second = Math.fma(s.beta2(), v[vo + i], b2 * d * d);
            m[mo + i] = first;
            v[vo + i] = second;
            float root = (float) Math.sqrt(second * s.c2());
            p[po + i] = Math.fma(-s.rate(), first * s.c1() / (root + s.eps()), w * keep);
        }
    }

    @Override
    public void crop(float[] x, int xo, int step, float shift, float beta, float[] y, int yo, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) {
                y[yo + r * n + j] = put(x[xo + r * step + j] + shift, beta, y, yo + r * n + j);
            }
        }
    }

    @Override
    public Tile tile() {
        return new PlainTile();
    }
}
