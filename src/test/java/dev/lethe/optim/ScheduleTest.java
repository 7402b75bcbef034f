package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void stepsMultiplyAtTheirMilestones() {
        Schedule s = Schedule.step(1, 0.1, 30, 10);
        assertEquals(1, s.at(9));
        assertEquals(0.1, s.at(10), 1e-15);
        assertEquals(0.1, s.at(29), 1e-15);
        assertEquals(0.01, s.at(30), 1e-15);
        assertEquals(0.01, s.at(1_000_000), 1e-15);
    }

    @Test
    void cosineAtItsKnownPoints() {
        Schedule s = Schedule.cosine(1, 0.2, 100);
        assertEquals(1, s.at(0), 1e-15);
        assertEquals(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, s.at(25), 1e-12);
        assertEquals(0.6, s.at(50), 1e-12);
        assertEquals(0.2, s.at(100), 1e-15);
        assertEquals(0.2, s.at(1000), 1e-15);
    }

    @Test
    void linearAtItsKnownPoints() {
        Schedule s = Schedule.linear(0, 4, 8);
        assertEquals(0, s.at(0));
        assertEquals(1, s.at(2));
        assertEquals(4, s.at(8));
        assertEquals(4, s.at(9));
    }

    @Test
    void warmUpRisesInEqualPartsIntoWhatFollows() {
        Schedule then = Schedule.cosine(0.5, 0, 50);
        Schedule s = Schedule.warmUp(9, then);
        for (int i = 0; i <= 9; i++) {
            assertEquals(0.05 * (i + 1), s.at(i), 1e-15);
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(then.at(i), s.at(9 + i));
        }
        assertEquals(0.5, Schedule.warmUp(0, then).at(0));
    }

    @Test
    void oneCycleIsThatOfPyTorch() {
        // torch.optim.lr_scheduler.OneCycleLR(max_lr=0.1, total_steps=100): both ends, the top, a point on each side.
        Schedule s = Schedule.oneCycle(0.1, 100);
        assertEquals(0.004, s.at(0), 1e-12);
        assertEquals(0.1, s.at(29), 1e-12);
        assertEquals(4e-7, s.at(99), 1e-12);
        assertEquals(4e-7, s.at(500), 1e-12);
        assertEquals(0.1 - 0.096 * (1 + Math.cos(Math.PI * 10 / 29)) / 2, s.at(10), 1e-12);
        assertEquals(4e-7 + (0.1 - 4e-7) / 2, s.at(64), 1e-12);
    }

    @Test
    void oneCycleHasNoJump() {
        Schedule s = Schedule.oneCycle(1, 1000, 0.25, 10, 100);
        for (int i = 1; i < 1100; i++) {
            double change = s.at(i) - s.at(i - 1);
            assertTrue(i < 250 ? change > 0 : change <= 0, "step " + i + ": " + change);
            // A half cosine of height 0.9 over 249 steps is steepest in the middle.
            assertTrue(Math.abs(change) <= 0.9 * Math.PI / 2 / 249 + 1e-12, "step " + i + ": " + change);
        }
    }

    @Test
    void badSchedulesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.warmUp(-1, Schedule.constant(1)));
        assertThrows(IllegalArgumentException.class, () -> Schedule.oneCycle(1, 100, 1, 25, 1e4));
        assertThrows(IllegalArgumentException.class, () -> Schedule.oneCycle(1, 3));
    }
}
