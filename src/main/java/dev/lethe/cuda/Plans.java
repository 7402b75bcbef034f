package dev.lethe.cuda;

import java.util.Map;
import java.util.TreeMap;

/** The kernels that have a {@link Plan}, by symbol; all others are laid out by {@link Geometry}. */
final class Plans {
    private static final Map<String, Plan> PLANS = new TreeMap<>();

    static {
        ConvolutionPlans.addTo(PLANS);
        ExamplePlans.addTo(PLANS);
        FlatPlans.addTo(PLANS);
        RowPlans.addTo(PLANS);
    }

    private Plans() {}

    /** The plan of a kernel, or null. */
    static Plan of(String symbol) {
        return PLANS.get(symbol);
    }
}
