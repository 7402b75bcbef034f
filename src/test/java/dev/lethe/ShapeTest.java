package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void extentsRowsAndColumns() {
        Shape s = Shape.of(2, 3, 5);
        assertEquals(30, s.size());
        assertEquals(3, s.rank());
        assertEquals(5, s.dim(-1));
        assertEquals(2, s.dim(0));
        assertEquals(6, s.rows());
        assertEquals(5, s.columns());
        assertEquals("[2, 3, 5]", s.toString());
        assertEquals(Shape.of(2, 7, 5), s.with(1, 7));
        assertEquals(Shape.of(2, 3, 1), s.with(-1, 1));
    }

    @Test
    void aScalarIsOneRowOfOne() {
        Shape s = Shape.of();
        assertEquals(1, s.size());
        assertEquals(0, s.rank());
        assertEquals(1, s.rows());
        assertEquals(1, s.columns());
    }

    @Test
    void anEmptyExtentMakesNoElements() {
        assertEquals(0, Shape.of(3, 0).size());
        assertEquals(0, Shape.of(3, 0).rows());
        assertEquals(0, Shape.of(0, 4).rows());
    }

    @Test
    void isAValue() {
        int[] dims = {2, 3};
        Shape s = Shape.of(dims);
        dims[0] = 9;
        s.toArray()[0] = 9;
        assertArrayEquals(new int[] {2, 3}, s.toArray());
        assertEquals(Shape.of(2, 3), s);
        assertEquals(Shape.of(2, 3).hashCode(), s.hashCode());
        assertNotEquals(Shape.of(3, 2), s);
    }

    @Test
    void refusesWhatIsNoShapeByName() {
        names("[2, -1]", () -> Shape.of(2, -1));
        int big = Integer.MAX_VALUE;
        names("[" + big + ", " + big + ", " + big + "]", () -> Shape.of(big, big, big));
        names("[2, 3] has no axis 2", () -> Shape.of(2, 3).dim(2));
        names("[2, 3] has no axis -3", () -> Shape.of(2, 3).with(-3, 1));
    }

    private static void names(String what, Runnable refused) {
        String message =
                assertThrows(IllegalArgumentException.class, refused::run).getMessage();
        assertTrue(message.contains(what), message);
    }
}
