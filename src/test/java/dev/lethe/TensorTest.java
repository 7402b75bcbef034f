package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class TensorTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena arena = device.arena("test", 1 << 20);

    @AfterEach
    void close() {
        arena.close();
        device.close();
    }

    private Tensor counting(int... dims) {
        Tensor t = arena.floats(dims);
        float[] values = new float[t.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        device.upload(values, t);
        return t;
    }

    @Test
    void viewsShareMemory() {
        Tensor t = counting(4, 3);
        assertArrayEquals(new float[] {3, 4, 5, 6, 7, 8}, device.floats(t.slice(1, 3)));
        assertArrayEquals(new float[] {7, 8}, device.floats(t.slice(1, 4).view(4, Shape.of(2))));
        device.upload(new float[] {-1, -2, -3}, t.slice(2, 3));
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, -1, -2, -3, 9, 10, 11}, device.floats(t));
    }

    @Test
    void onlyViewsOfAPartArePartial() {
        Tensor t = counting(4, 3);
        assertFalse(t.partial());
        assertFalse(t.reshape(12).partial());
        assertFalse(t.slice(0, 4).partial());
        assertTrue(t.slice(0, 3).partial());
        assertTrue(t.slice(0, 3).reshape(9).slice(0, 9).partial());
    }

    @Test
    void reshapeDerivesOneExtent() {
        Tensor t = counting(4, 3);
        assertEquals(Shape.of(2, 6), t.reshape(2, -1).shape());
        assertEquals(Shape.of(12), t.reshape(-1).shape());
        assertEquals(t.id(), t.reshape(-1).id());
        names("cannot reshape [4, 3] to [5, -1]", () -> t.reshape(5, -1));
        names("cannot reshape [4, 3] to [4, 4]", () -> t.reshape(4, 4));
        names("-1", () -> t.reshape(-1, -1, 12));
    }

    @Test
    void viewsStayInside() {
        Tensor t = counting(4, 3);
        names("rows 2 to 5 of [4, 3]", () -> t.slice(2, 5));
        names("rows -1 to 2", () -> t.slice(-1, 2));
        names("rows 3 to 2", () -> t.slice(3, 2));
        names("[7] at element 6", () -> t.view(6, Shape.of(7)));
        names("[1] at element -1", () -> t.view(-1, Shape.of(1)));
    }

    @Test
    void transfersCheckTypeAndSize() {
        Tensor t = counting(4, 3);
        names("upload of 11 F32 elements, tensor F32[4, 3]", () -> device.upload(new float[11], t));
        names("upload of 12 I32", () -> device.upload(new int[12], t));
        names("download of 12 U8", () -> device.download(t, new byte[12]));
        Tensor bytes = arena.tensor(DType.U8, Shape.of(3));
        device.upload(new byte[] {1, -1, 127}, bytes);
        byte[] back = new byte[3];
        device.download(bytes, back);
        assertArrayEquals(new byte[] {1, -1, 127}, back);
        Tensor ints = arena.ints(2);
        device.upload(new int[] {-5, 5}, ints);
        assertArrayEquals(new int[] {-5, 5}, device.ints(ints));
    }

    private static void names(String what, Runnable refused) {
        String message =
                assertThrows(IllegalArgumentException.class, refused::run).getMessage();
        assertTrue(message.contains(what), message);
    }
}
