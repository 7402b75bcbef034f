package dev.lethe.study;

/**
 * Something a study expects of a number that it measures.
 *
 * @param statement what the number is, and why it is expected
 * @param measured NaN if there was nothing to measure, and then the claim fails
 * @param least the least it may be, or negative infinity
 * @param most the most it may be, or infinity
 */
public record Claim(String statement, double measured, double least, double most) {
    public Claim {
        if (!(least <= most)) {
            throw new IllegalArgumentException(
                    "a claim of at least " + least + " and at most " + most + ": " + statement);
        }
    }

    public static Claim atLeast(double least, String statement, double measured) {
        return new Claim(statement, measured, least, Double.POSITIVE_INFINITY);
    }

    public static Claim atMost(double most, String statement, double measured) {
        return new Claim(statement, measured, Double.NEGATIVE_INFINITY, most);
    }

    public static Claim between(double least, double most, String statement, double measured) {
        return new Claim(statement, measured, least, most);
    }

    public boolean holds() {
        return measured >= least && measured <= most;
    }
}
