package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the CPU device sees of kernels that are wrong, and how its arenas keep their arrays. */
class CpuGuardsTest {
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
    void anArrayHoldsNoMoreThanItsIndexCounts() {
        try (Arena a = device.arena("huge", Long.MAX_VALUE)) {
            String message = assertThrows(IllegalArgumentException.class, () -> a.floats(Integer.MAX_VALUE, 2))
                    .getMessage();
            assertTrue(message.contains("4294967294 elements"), message);
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

    @Test
    void aKernelOfAnotherTypeIsNamed() {
        try (Arena arena = device.arena("test", 1 << 20)) {
            Tensor ints = arena.ints(2);
            Kernel sum = Kernel.of("reads_floats", a -> a.floats(0));
            Launch launch = device.launch(sum).in(ints);
            String message = assertThrows(IllegalArgumentException.class, () -> launch.each(2))
                    .getMessage();
            assertTrue(message.contains("argument 0 of (c) is int[], but the kernel wants float[]"), message);
        }
    }
}
