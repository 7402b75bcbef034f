package dev.lethe.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.data.Dataset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FoldsTest {
    private static Dataset data(int... sizes) {
        int n = Arrays.stream(sizes).sum();
        int[] labels = new int[n];
        for (int k = 0, i = 0; k < sizes.length; k++) {
            Arrays.fill(labels, i, i += sizes[k], k);
        }
        return Dataset.of(new float[n][1], labels, sizes.length);
    }

    @Test
    void partsAndClassesAreOfEqualSize() {
        Dataset data = data(10, 7, 2, 31);
        Folds folds = Folds.stratified(data, 3, 1);
        int[] labels = data.labels();
        int[][] counts = new int[3][4];
        int seen = 0;
        for (int f = 0; f < 3; f++) {
            int[] inside = folds.inside(f);
            assertEquals(50, inside.length + folds.outside(f).length);
            assertTrue(inside.length == 16 || inside.length == 17, "fold of " + inside.length);
            for (int i : inside) {
                counts[f][labels[i]]++;
                seen++;
            }
        }
        assertEquals(50, seen);
        for (int k = 0; k < 4; k++) {
            int class_ = k;
            int most = Arrays.stream(counts).mapToInt(c -> c[class_]).max().getAsInt();
            int least = Arrays.stream(counts).mapToInt(c -> c[class_]).min().getAsInt();
            assertTrue(most - least <= 1, "class " + k + ": " + least + ".." + most);
        }
    }

    @Test
    void theSeedDraws() {
        Dataset data = data(20, 20);
        assertArrayEquals(
                Folds.stratified(data, 4, 1).of(), Folds.stratified(data, 4, 1).of());
        assertFalse(Arrays.equals(
                Folds.stratified(data, 4, 1).of(), Folds.stratified(data, 4, 2).of()));
    }

    @Test
    void refusesWhatCannotBeSplit() {
        assertTrue(refused(data(5, 1), 2).contains("class 1 has 1 example in memory"));
        assertTrue(refused(data(5, 0, 4), 2).contains("class 1 has no example in memory"));
        assertTrue(refused(data(5, 5), 1).contains("1 folds: 2..10 are allowed"));
        assertTrue(refused(data(5, 5), 11).contains("11 folds: 2..10 are allowed"));
    }

    private static String refused(Dataset data, int folds) {
        return assertThrows(IllegalArgumentException.class, () -> Folds.stratified(data, folds, 1))
                .getMessage();
    }
}
