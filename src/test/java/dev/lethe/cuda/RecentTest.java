package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class RecentTest {
    @Test
    void theLatestEightInOrder() {
        Recent recent = new Recent();
        assertEquals("no launch yet", recent.toString());
        recent.add("a");
        recent.add("b");
        assertEquals("the latest launches: a, b", recent.toString());
        for (int i = 0; i < 21; i++) {
            recent.add(i);
        }
        assertEquals("the latest launches: 13, 14, 15, 16, 17, 18, 19, 20", recent.toString());
    }

    @Test
    void countingGoesRound() throws Exception {
        Recent recent = new Recent();
        Field next = Recent.class.getDeclaredField("next");
        next.setAccessible(true);
        next.setInt(recent, Integer.MAX_VALUE - 3);
        for (int i = 0; i < 11; i++) {
            recent.add(i);
        }
        assertEquals("the latest launches: 3, 4, 5, 6, 7, 8, 9, 10", recent.toString());
    }
}
