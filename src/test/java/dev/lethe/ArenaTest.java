package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.cpu.CpuDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArenaTest {
    private final Device device = new CpuDevice(1, true);

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
            String message = assertThrows(IllegalArgumentException.class, () -> a.floats(big, 2))
                    .getMessage();
            assertTrue(message.contains("4294967294 elements"), message);
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
        try (Arena a = device.arena("step", 1 << 20)) {
            Object[] first = order(a);
            a.reset();
            Object[] second = order(a);
            for (int i = 0; i < first.length; i++) {
                assertSame(first[i], second[i]);
            }
            assertNotSame(first[0], first[1]);
            a.reset();
            assertSame(first[0], a.floats(4).memory());
        }
    }

    private static Object[] order(Arena a) {
        Object x = a.floats(5).memory();
        Arena.Mark mark = a.mark();
        Object scratch = a.ints(7).memory();
        a.release(mark);
        return new Object[] {
            x, scratch, a.ints(6).memory(), a.tensor(DType.U8, Shape.of(9)).memory()
        };
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

    @Test
    void aKernelThatWritesOutsideIsCaught() {
        for (int at : new int[] {-1, 5}) {
            Kernel bad = Kernel.of("bad", k -> k.floats(0)[k.at(0) + at] = 1);
            Arena a = device.arena("step", 1 << 20);
            a.floats(3);
            Tensor x = a.floats(5);
            device.launch(bad).out(x).each(5);
            names("arena 'step': something wrote outside request 1 of 5 elements", a::reset);
            a.close();
            Arena b = device.arena("other", 1 << 20);
            device.launch(bad).out(b.floats(5)).each(5);
            names("arena 'other': something wrote outside request 0", b::close);
            names("closed", () -> b.floats(1));
        }
    }

    @Test
    void aKernelIsStartedOnce() {
        try (Arena a = device.arena("step", 1 << 20)) {
            Launch l = device.launch(Kernel.of("nothing", k -> {})).out(a.floats(1));
            l.each(1);
            names("kernel nothing was already started", () -> l.each(1));
        }
    }

    @Test
    void aRequestThatComesAgainAsAnotherTypeKeepsBothArrays() {
        try (Arena a = device.arena("step", 1 << 20)) {
            Arena.Mark start = a.mark();
            Object floats = a.floats(7).memory();
            a.release(start);
            Object ints = a.ints(5).memory();
            a.reset();
            assertSame(floats, a.floats(7).memory());
            a.release(start);
            assertSame(ints, a.ints(5).memory());
        }
    }
}
