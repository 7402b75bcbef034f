package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class ArenaTest {
    private final Device device = DeviceUnderTest.checked();

    @AfterEach
    void close() {
        device.close();
    }

    private static void names(String what, Runnable refused) {
        String message = assertThrows(IllegalStateException.class, refused::run).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void countsInStepsOf256Bytes() {
        try (Arena a = device.arena("step", 1024)) {
            a.floats(1);
            assertEquals(256, a.used());
            a.tensor(DType.U8, Shape.of(257));
            assertEquals(768, a.used());
            a.floats(0);
            assertEquals(768, a.used());
            a.reset();
            assertEquals(0, a.used());
            assertEquals(768, a.peak());
            assertEquals(1024, a.limit());
        }
    }

    @Test
    void theLimitIsAnErrorThatNamesTheRequest() {
        try (Arena a = device.arena("step", 1024)) {
            a.floats(64);
            a.floats(65);
            names(
                    "arena 'step' of 1024 bytes is full at request 2, F32[5, 13]: 768 bytes are taken and 512 more",
                    () -> a.floats(5, 13));
            a.floats(64);
            names("request 3", () -> a.floats(1));
        }
        assertThrows(IllegalArgumentException.class, () -> device.arena("negative", -1));
    }

    @Test
    void noMemoryHoldsHugeTensors() {
        try (Arena a = device.arena("huge", Long.MAX_VALUE)) {
            int big = Integer.MAX_VALUE;
            assertThrows(IllegalArgumentException.class, () -> a.floats(big, big));
        }
    }

    @Test
    void useAfterResetReleaseOrCloseThrows() {
        Arena a = device.arena("step", 1 << 20);
        Tensor kept = a.floats(3);
        Arena.Mark mark = a.mark();
        Tensor released = a.floats(2, 2);
        Tensor view = released.slice(0, 1);
        a.release(mark);
        kept.memory();
        names("tensor F32[2, 2] was used after arena 'step' took its memory back", released::memory);
        names("F32[1, 2]", view::memory);
        Tensor again = a.floats(2, 2);
        again.memory();
        assertThrows(IllegalStateException.class, released::memory);
        a.reset();
        assertThrows(IllegalStateException.class, kept::memory);
        Tensor last = a.floats(3);
        a.close();
        assertThrows(IllegalStateException.class, last::memory);
        names("arena 'step' is closed", () -> a.floats(1));
        a.close();
    }

    @Test
    void marksAreReleasedInStackOrder() {
        try (Arena a = device.arena("step", 1 << 20)) {
            a.floats(1);
            Arena.Mark outer = a.mark();
            a.floats(1);
            Arena.Mark inner = a.mark();
            a.floats(1);
            a.release(inner);
            a.release(inner);
            assertEquals(512, a.used());
            a.release(outer);
            assertEquals(256, a.used());
            names("already taken back", () -> a.release(inner));
            a.floats(1);
            a.floats(1);
            names("already taken back", () -> a.release(inner));
            a.reset();
            names("already taken back", () -> a.release(outer));
        }
    }

    @Test
    void theSameOrderGetsTheSameMemory() {
        try (Device plain = DeviceUnderTest.open();
                Arena a = plain.arena("step", 1 << 20)) {
            List<Object> first = order(a);
            a.reset();
            assertEquals(first, order(a));
            assertNotEquals(first.get(0), first.get(1));
            a.reset();
            assertEquals(first.get(0), place(a.floats(4)));
        }
    }

    private static List<Object> order(Arena a) {
        Object x = place(a.floats(5));
        Arena.Mark mark = a.mark();
        Object scratch = place(a.ints(7));
        a.release(mark);
        return List.of(x, scratch, place(a.ints(6)), place(a.tensor(DType.U8, Shape.of(9))));
    }

    private static Arena.Place place(Tensor t) {
        return new Arena.Place(t.memory(), t.offset() * t.type().bytes());
    }

    @Test
    void checkedMemoryIsNaNUntilWritten() {
        try (Arena a = device.arena("step", 1 << 20)) {
            Tensor x = a.floats(33);
            device.upload(new float[33], x);
            a.reset();
            for (float v : device.floats(a.floats(33))) {
                assertTrue(Float.isNaN(v));
            }
        }
    }
}
