package dev.lethe.testing;

/**
 * Whether two devices computed the same up to rounding: the squared error is below 1e-10 of the squares, and no element
 * is off by more than 1e-4 of itself and the root mean square.
 */
public final class RunComparison {
    private static final double SQUARED = 1e-10;
    private static final double ELEMENT = 1e-4;

    private RunComparison() {}

    /**
     * Compares outputs and gradients.
     *
     * @throws AssertionError naming the case, and the element that is off most
     */
    public static void check(OpCase c, OpHarness.Run expected, OpHarness.Run actual) {
        check(c + ": output", expected.output(), actual.output());
        for (int i = 0; i < expected.gradients().length; i++) {
            if (expected.gradients()[i] != null) {
                check(c + ": gradient of input " + i, expected.gradients()[i], actual.gradients()[i]);
            }
        }
    }

    /** Compares two arrays; {@code what} is for the message. */
    public static void check(String what, float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError(what + ": " + actual.length + " elements instead of " + expected.length);
        }
        double squares = 0;
        double errors = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += (double) expected[i] * expected[i];
            errors += square(expected[i], actual[i]);
        }
        double rms = Math.sqrt(squares / Math.max(1, expected.length));
        int worst = -1;
        double most = ELEMENT;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.sqrt(square(expected[i], actual[i])) / (Math.abs(expected[i]) + rms + 1e-30);
            if (!(off <= most)) {
                most = off;
                worst = i;
            }
        }
        if (worst >= 0 || !(errors <= SQUARED * squares + 1e-30)) {
            throw new AssertionError(what + ": squared error " + errors + " of " + squares
                    + (worst < 0
                            ? ""
                            : "; element " + worst + " is " + actual[worst] + " instead of " + expected[worst]));
        }
    }

    private static double square(float expected, float actual) {
        // Equal covers infinities, whose difference is no number.
        double d = expected == actual ? 0 : (double) expected - actual;
        return d * d;
    }
}
