package dev.lethe.loss;

/** The values that a number of a loss may have, from {@code low} to {@code high}, both allowed. */
record Interval(double low, double high) {
    /** Of factors that losses are added with. */
    static final Interval WEIGHT = new Interval(0, 1e6);

    boolean has(double value) {
        return value >= low && value <= high;
    }

    void require(String name, double value, String loss) {
        if (!has(value)) {
            throw new IllegalArgumentException(
                    name + " " + value + " of " + loss + " is not in [" + low + ", " + high + "]");
        }
    }
}
