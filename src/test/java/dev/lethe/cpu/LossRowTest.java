package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.RandomStream;
import org.junit.jupiter.api.Test;

class LossRowTest {
    @Test
    void narrowSumsAreThoseOfTheLanes() {
        RandomStream random = new RandomStream(3, "narrow");
        float[] sixteen = new float[16];
        for (int n = 1; n < 16; n++) {
            float[] x = new float[n + 2];
            for (int trial = 0; trial < 50; trial++) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) random.uniform();
                }
                assertEquals(new PlainLanes().sum(x, 2, n), LossRow.narrowSum(x, 2, n, sixteen), "of " + n);
                assertEquals(Lanes.get().sum(x, 2, n), LossRow.narrowSum(x, 2, n, sixteen), "of " + n);
            }
        }
    }
}
