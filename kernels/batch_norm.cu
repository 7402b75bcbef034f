// y = (x - mean) rstd w + b with statistics per channel, rstd = 1 / sqrt(biased variance + eps); gradients.
#include "channel_sums.cuh"
#include "four.cuh"

/** mean, biased variance and rstd of each channel. */
extern "C" __global__ void __launch_bounds__(1024)
    batch_norm_statistics(const float* x, float* mean, float* variance, float* rstd, float eps, int n, int c, int hw) {
    RowGroup g;
    if (g.row >= c) {
        return;
    }
    Planes p{c, hw, static_cast<int>(g.row), 0, n, g.lane, g.width};
    Moments m = moments_of(p, x);
    row_sums_of_doubles(g, m.first, m.second);
    if (g.lane == 0) {
        m.statistics(n * static_cast<double>(hw), eps, mean + g.row, variance + g.row, rstd + g.row);
    }
}

/** What a part of the examples adds to the moments: blockIdx.x is the channel, blockIdx.y the part. */
extern "C" __global__ void __launch_bounds__(256)
    batch_norm_statistics_parts(const float* x, float* partial, int n, int c, int hw, int part) {
    RowGroup g;
    Planes p = Planes::part_of(g, n, c, hw, part);
    Moments m = moments_of(p, x);
    row_sums_of_doubles(g, m.first, m.second);
    m.leave(g, partial, c, p.channel, blockIdx.y);
}

/** The same where planes are single elements: blocks of WARP channels by ROWS examples at a time. */
extern "C" __global__ void __launch_bounds__(256)
    batch_norm_statistics_columns(const float* x, float* partial, int n, int c, int part) {
    Column at(n, c, part);
    Moments m;
    for (int i = at.from; i < at.to; i += ROWS) {
        m.add(x[i * static_cast<long long>(c) + at.channel]);
    }
    at.leave(m, partial, c);
}

/** The moments of all parts as {@code batch_norm_statistics} gives them; a row for each channel. */
extern "C" __global__ void __launch_bounds__(1024)
    batch_norm_statistics_join(const float* partial, float* mean, float* variance, float* rstd, float eps, int c,
        int count, int parts) {
    RowGroup g;
    if (g.row >= c) {
        return;
    }
    Moments m = Moments::joined(g, partial, c, parts);
    if (g.lane == 0) {
        m.statistics(count, eps, mean + g.row, variance + g.row, rstd + g.row);
    }
}

/** What running averages normalise with. */
extern "C" __global__ void batch_norm_running(
    const float* running_mean, const float* running_variance, float* mean, float* rstd, float eps, int c) {
    long long i = thread_index();
    if (i < c) {
        mean[i] = running_mean[i];
        rstd[i] = 1 / sqrtf(running_variance[i] + eps);
    }
}

/** running = momentum batch + (1 - momentum) running, with the unbiased variance. */
extern "C" __global__ void batch_norm_update(const float* mean, const float* variance, float* running_mean,
    float* running_variance, float momentum, int c, int count) {
    long long i = thread_index();
    if (i < c) {
        float unbiased = static_cast<float>(count) / static_cast<float>(count - 1);
        running_mean[i] = fmaf(momentum, mean[i], (1 - momentum) * running_mean[i]);
        running_variance[i] = fmaf(momentum, variance[i] * unbiased, (1 - momentum) * running_variance[i]);
    }
}

/** Sums of dy and of dy times the normalised x over each channel. */
extern "C" __global__ void __launch_bounds__(1024)
    batch_norm_sums(const float* x, const float* dy, const float* mean, const float* rstd, float* sum, float* sum_xhat,
        int n, int c, int hw) {
    RowGroup g;
    if (g.row >= c) {
        return;
    }
    Planes p{c, hw, static_cast<int>(g.row), 0, n, g.lane, g.width};
    Moments m = products_of(p, x, dy, mean[g.row]);
    row_sums_of_doubles(g, m.first, m.second);
    if (g.lane == 0) {
        m.sums(rstd[g.row], sum + g.row, sum_xhat + g.row);
    }
}

/** What a part of the examples adds to the sums: blockIdx.x is the channel, blockIdx.y the part. */
extern "C" __global__ void __launch_bounds__(256)
    batch_norm_sums_parts(const float* x, const float* dy, const float* mean, float* partial, int n, int c, int hw,
        int part) {
    RowGroup g;
    Planes p = Planes::part_of(g, n, c, hw, part);
    Moments m = products_of(p, x, dy, mean[p.channel]);
    row_sums_of_doubles(g, m.first, m.second);
    m.leave(g, partial, c, p.channel, blockIdx.y);
}

/** The same where planes are single elements: blocks of WARP channels by ROWS examples at a time. */
extern "C" __global__ void __launch_bounds__(256)
    batch_norm_sums_columns(const float* x, const float* dy, const float* mean, float* partial, int n, int c,
        int part) {
    Column at(n, c, part);
    Moments m;
    float center = at.from < at.to ? mean[at.channel] : 0;
    for (int i = at.from; i < at.to; i += ROWS) {
        long long e = i * static_cast<long long>(c) + at.channel;
        m.add(dy[e], (x[e] - center) * dy[e]);
    }
    at.leave(m, partial, c);
}

/** The sums of all parts as {@code batch_norm_sums} gives them; a row for each channel. */
extern "C" __global__ void __launch_bounds__(1024)
    batch_norm_sums_join(const float* partial, const float* rstd, float* sum, float* sum_xhat, int c, int parts) {
    RowGroup g;
    if (g.row >= c) {
        return;
    }
    Moments m = Moments::joined(g, partial, c, parts);
    if (g.lane == 0) {
        m.sums(rstd[g.row], sum + g.row, sum_xhat + g.row);
    }
}

namespace {

/** The channels of four neighbouring elements. */
struct Channels {
    int c;
    int hw;
    int channel;
    int r;  // position in the plane

    __device__ Channels(long long at, int c, int hw) : c(c), hw(hw) {
        unsigned plane = static_cast<unsigned>(at) / hw;
        channel = plane % c;
        r = static_cast<unsigned>(at) - plane * hw;
    }

    /** Goes to the next element; says whether it is of another channel. */
    __device__ bool next() {
        if (++r < hw) {
            return false;
        }
        r = 0;
        channel = channel + 1 < c ? channel + 1 : 0;
        return true;
    }
};

/** y = scale x + shift of a channel. */
struct Line {
    float scale;
    float shift;

    __device__ Line(const float* mean, const float* rstd, const float* w, const float* b, int i) {
        scale = rstd[i] * (w == nullptr ? 1 : w[i]);
        shift = fmaf(-mean[i], scale, b == nullptr ? 0 : b[i]);
    }
};

/** dx = slope x + shift + scale dy of a channel. */
struct Slope {
    float scale;
    float slope = 0;
    float shift = 0;

    __device__ Slope(const float* mean, const float* rstd, const float* w, const float* sum, const float* sum_xhat,
        float m, int i) {
        float r = rstd[i];
        scale = r * (w == nullptr ? 1 : w[i]);
        if (sum != nullptr) {
            slope = -scale * r * (sum_xhat[i] / m);
            shift = fmaf(-mean[i], slope, -scale * (sum[i] / m));
        }
    }
};

}  // namespace

/** y = (x - mean) rstd w + b. */
PER_THREAD(4)
extern "C" __global__ void batch_norm_forward(const float* x, const float* mean, const float* rstd, const float* w,
    const float* b, float* y, int n, int c, int hw) {
    Four i(n * static_cast<long long>(c) * hw);
    if (i.count <= 0) {
        return;
    }
    float4 v = i.load(x);
    Channels at(i.at, c, hw);
    Line line(mean, rstd, w, b, at.channel);
    // Planes of one element round twice, as on the CPU.
    auto f = [&](float u) { return hw == 1 ? u * line.scale + line.shift : fmaf(u, line.scale, line.shift); };
    auto next = [&] {
        if (at.next()) {
            line = Line(mean, rstd, w, b, at.channel);
        }
    };
    v.x = f(v.x);
    next();
    v.y = f(v.y);
    next();
    v.z = f(v.z);
    next();
    v.w = f(v.w);
    i.store(y, v);
}

/** dx = w rstd (dy - sum / m - xhat sum_xhat / m), m = n hw; dx = w rstd dy where the sums are null. */
PER_THREAD(4)
extern "C" __global__ void batch_norm_backward(const float* x, const float* dy, const float* mean, const float* rstd,
    const float* w, const float* sum, const float* sum_xhat, float* dx, float beta, int n, int c, int hw) {
    Four i(n * static_cast<long long>(c) * hw);
    if (i.count <= 0) {
        return;
    }
    float4 u = sum == nullptr ? make_float4(0, 0, 0, 0) : i.load(x);
    float4 v = i.load(dy);
    float m = static_cast<float>(n * hw);
    Channels at(i.at, c, hw);
    Slope slope(mean, rstd, w, sum, sum_xhat, m, at.channel);
    auto f = [&](float value, float g) {
        if (sum == nullptr) {
            return slope.scale * g;
        }
        // Planes of one element are added in another order, as on the CPU.
        return hw == 1 ? g * slope.scale + value * slope.slope + slope.shift
                       : fmaf(value, slope.slope, slope.shift) + slope.scale * g;
    };
    auto next = [&] {
        if (at.next()) {
            slope = Slope(mean, rstd, w, sum, sum_xhat, m, at.channel);
        }
    };
    v.x = f(u.x, v.x);
    next();
    v.y = f(u.y, v.y);
    next();
    v.z = f(u.z, v.z);
    next();
    v.w = f(u.w, v.w);
    i.put(dx, v, beta);
}
