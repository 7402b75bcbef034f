package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Step;
import dev.lethe.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class ClockTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena arena = device.arena("data", 1 << 20);
    private final Clock clock = new Clock(device, arena, 0x1234567890ABCDEFL);

    @AfterEach
    void close() {
        arena.close();
        device.close();
    }

    private float at(Tensor channel) {
        return device.floats(channel)[0];
    }

    @Test
    void channelsFollowTheirSchedulesAndHoldTheLastValue() {
        Tensor a = clock.channel("a", step -> 10 + step);
        Tensor b = clock.channel("b", step -> -step);
        assertEquals(0, at(a));
        clock.start(3);
        float[] wantA = {10, 11, 12, 12, 12};
        float[] wantB = {0, -1, -2, -2, -2};
        for (int i = 0; i < 5; i++) {
            assertEquals(wantA[i], at(a));
            assertEquals(wantB[i], at(b));
            clock.advance(128);
        }
        int[] state = clock.save();
        assertEquals(5, state[ClockState.STEP]);
        assertEquals(640, state[ClockState.CURSOR]);
        assertEquals(0, state[ClockState.EPOCH]);
        assertEquals(0x90ABCDEF, state[ClockState.SEED_LOW]);
        assertEquals(0x12345678, state[ClockState.SEED_HIGH]);
        clock.nextEpoch();
        state = clock.save();
        assertEquals(5, state[ClockState.STEP]);
        assertEquals(0, state[ClockState.CURSOR]);
        assertEquals(1, state[ClockState.EPOCH]);
    }

    @Test
    void aRestoredClockHasTheValuesOfItsStep() {
        Tensor a = clock.channel("a", step -> step * step);
        clock.start(100);
        clock.advance(1);
        clock.advance(1);
        int[] saved = clock.save();
        clock.advance(1);
        clock.restore(saved);
        assertEquals(4, at(a));
        assertArrayEquals(saved, clock.save());

        Clock later = new Clock(device, arena, 1);
        Tensor same = later.channel("a", step -> step * step);
        later.restore(saved);
        later.start(100);
        assertEquals(4, at(same));
        assertArrayEquals(saved, later.save());
        assertThrows(IllegalArgumentException.class, () -> later.restore(new int[3]));
    }

    @Test
    void advanceIsReplayedFromACapturedStep() {
        Tensor a = clock.channel("a", step -> 2 * step);
        clock.start(50);
        try (Step step = device.capture(() -> clock.advance(8))) {
            assertEquals(2, at(a));
            for (int i = 0; i < 6; i++) {
                step.replay();
            }
        }
        assertEquals(14, at(a));
        assertEquals(56, clock.save()[ClockState.CURSOR]);
    }

    @Test
    void theOrderOfCallsIsHeld() {
        assertThrows(IllegalStateException.class, () -> clock.advance(1));
        clock.channel("a", Schedule.constant(1));
        assertThrows(IllegalArgumentException.class, () -> clock.channel("a", Schedule.constant(2)));
        assertThrows(IllegalArgumentException.class, () -> clock.start(0));
        clock.start(10);
        assertThrows(IllegalStateException.class, () -> clock.start(10));
        assertThrows(IllegalStateException.class, () -> clock.channel("b", Schedule.constant(1)));
    }

    @Test
    void aScheduleThatIsNoNumberIsNamed() {
        clock.channel("broken", step -> step == 7 ? Double.NaN : 1);
        String message = assertThrows(IllegalArgumentException.class, () -> clock.start(10))
                .getMessage();
        assertEquals("the schedule of channel 'broken' is NaN at step 7", message);
    }

    @Test
    void aClockHasRoomForItsChannelsAndNoMore() {
        for (int i = 0; i < Clock.CHANNELS; i++) {
            clock.channel("c" + i, Schedule.constant(i));
        }
        assertThrows(IllegalStateException.class, () -> clock.channel("more", Schedule.constant(0)));
    }
}
