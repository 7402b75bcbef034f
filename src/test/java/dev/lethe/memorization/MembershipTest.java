package dev.lethe.memorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipTest {
    private static final int EXAMPLES = 500;
    private static final int MODELS = 400;

    private static boolean[][] drawn(Membership membership) {
        boolean[][] member = new boolean[MODELS][];
        Arrays.setAll(member, membership::of);
        return member;
    }

    @ParameterizedTest
    @CsvSource({"SUBSET,0.25", "SUBSET,0.7", "HASH,0.25", "HASH,0.5", "HASH,0.7"})
    void sizesAndRatesAreThoseAskedFor(Membership.Kind kind, double ratio) {
        boolean[][] member = drawn(new Membership(kind, EXAMPLES, ratio, 3));
        double deviation = Math.sqrt(EXAMPLES * ratio * (1 - ratio));
        for (boolean[] one : member) {
            double size = Membership.rows(one).length;
            assertEquals(ratio * EXAMPLES, size, kind == Membership.Kind.SUBSET ? 0 : 5 * deviation);
        }
        for (int i = 0; i < EXAMPLES; i++) {
            int in = 0;
            for (boolean[] one : member) {
                in += one[i] ? 1 : 0;
            }
            assertEquals(ratio, (double) in / MODELS, 5 * Math.sqrt(ratio * (1 - ratio) / MODELS), "example " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"SUBSET,0.25", "SUBSET,0.7", "HASH,0.25", "HASH,0.7"})
    void twoExamplesShareTheirStatusAsIndependentOnesDo(Membership.Kind kind, double ratio) {
        boolean[][] member = drawn(new Membership(kind, EXAMPLES, ratio, 4));
        double expected = ratio * ratio + (1 - ratio) * (1 - ratio);
        double all = 0;
        for (int i = 0; i < EXAMPLES; i += 2) {
            int same = 0;
            for (boolean[] one : member) {
                same += one[i] == one[i + 1] ? 1 : 0;
            }
            assertEquals(expected, (double) same / MODELS, 5 * Math.sqrt(0.25 / MODELS), "pair " + i);
            all += 2.0 * same / MODELS / EXAMPLES;
        }
        // Without replacement, n r - 1 others share n - 1 places.
        double exact = kind == Membership.Kind.HASH ? expected : expected - 2 * ratio * (1 - ratio) / (EXAMPLES - 1);
        assertEquals(exact, all, 5 * Math.sqrt(0.25 / MODELS / (EXAMPLES / 2.0)));
    }

    @Test
    void aHashedStatusDoesNotDependOnHowManyOthersThereAre() {
        boolean[] few = new Membership(Membership.Kind.HASH, 100, 0.3, 9).of(17);
        boolean[] many = new Membership(Membership.Kind.HASH, 1000, 0.3, 9).of(17);
        assertArrayEquals(few, Arrays.copyOf(many, 100));
    }

    @ParameterizedTest
    @CsvSource({"SUBSET", "HASH"})
    void modelsAndSeedsDiffer(Membership.Kind kind) {
        Membership one = new Membership(kind, 200, 0.5, 1);
        Membership two = new Membership(kind, 200, 0.5, 2);
        assertArrayEquals(one.of(5), new Membership(kind, 200, 0.5, 1).of(5));
        assertFalse(Arrays.equals(one.of(5), one.of(6)));
        for (int m = 0; m < 8; m++) {
            assertFalse(Arrays.equals(one.of(m), two.of(m)), "model " + m);
            assertFalse(Arrays.equals(one.of(m + 1), two.of(m)), "model " + m + " of a seed is the next of another");
        }
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        for (double ratio : new double[] {0, 1, -0.5, Double.NaN}) {
            Exception e = assertThrows(
                    IllegalArgumentException.class, () -> new Membership(Membership.Kind.SUBSET, 10, ratio, 1));
            assertEquals("a ratio of " + ratio + ": above 0 and below 1 is allowed", e.getMessage());
        }
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> new Membership(Membership.Kind.SUBSET, 4, 0.9, 1));
        assertEquals("a ratio of 0.9 of 4 examples is 4 examples: 1..3 are allowed", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> Membership.Kind.parse("half"));
        assertEquals("membership 'half': subset and hash are allowed", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Membership(Membership.Kind.HASH, 10, 0.5, 1).of(-1));
    }
}
