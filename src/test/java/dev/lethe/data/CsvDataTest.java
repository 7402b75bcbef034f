package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lethe.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvDataTest {
    @TempDir
    Path folder;

    private final Consumer<Path> load = f -> DataSpec.load("csv:" + f, 0);

    private Path file(String text) {
        Path file = folder.resolve("table.csv");
        Damage.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private Dataset read(String text) {
        Splits splits = DataSpec.load("csv:" + file(text), 0);
        assertNull(splits.test());
        return splits.train();
    }

    @Test
    void theLastColumnIsTheLabelWithoutHeader() {
        Dataset data = read("1,2.5,b\n-3e1,+.5,a\n0,0,b\n");
        assertArrayEquals(new float[] {1, 2.5f, -30, 0.5f, 0, 0}, data.features());
        assertArrayEquals(new int[] {1, 0, 1}, data.labels());
        assertEquals(List.of("a", "b"), data.classNames());
        assertEquals(Shape.of(2), data.exampleShape());
    }

    @Test
    void aHeaderMayNameTheLabelColumn() {
        Dataset data = read("\uFEFFheight,\"Class\",width\n1,x,2\n\n 3 , y ,4\n");
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.features());
        assertEquals(List.of("x", "y"), data.classNames());
        assertArrayEquals(new int[] {0, 1}, read("height,species\n1,x\n2,y\n").labels());
    }

    @Test
    void integerLabelsSortByValue() {
        Dataset data = read("0,10\n0,9\n0,-1\n0,10\n");
        assertEquals(List.of("-1", "9", "10"), data.classNames());
        assertArrayEquals(new int[] {2, 1, 0, 2}, data.labels());
        assertEquals(List.of("10", "9", "nine"), read("0,10\n0,9\n0,nine\n").classNames());
    }

    @Test
    void wrongCellsAreNamed() {
        Damage.refused(file("a,b,label\n1,2,x\n1,z,y\n"), load, "line 3, column 'b' is 'z'");
        Damage.refused(file("1,2,0\n1,,0\n"), load, "line 2, column 2 is ''");
        Damage.refused(file("1,2,0\n1,NaN,0\n"), load, "line 2, column 2 is 'NaN'");
        Damage.refused(file("1,2,0\n1,1e60,0\n"), load, "line 2, column 2 is '1e60'");
        Damage.refused(file("1,2,0\n1,1f,0\n"), load, "line 2, column 2 is '1f'");
        Damage.refused(file("1,2,0\n1,--1,0\n"), load, "line 2, column 2 is '--1'");
        Damage.refused(file("1,2,0\n1,2,\n"), load, "line 2, column 3 is ''", "a label");
        Damage.refused(file("1,2,0\n1,2\n"), load, "table.csv", "2");
        Damage.refused(file("1,2,0\n1,2,3,4\n"), load, "table.csv", "4");
        Damage.refused(file("1,2.5\n1,0.5\n"), load, "label '0.5' is a number but no integer");
        Damage.refused(file("1\n2\n"), load, "line 1 has one column");
        Damage.refused(file("a,b\n"), load, "no rows");
        Damage.refused(file(""), load, "no rows");
        Damage.refused(folder.resolve("absent.csv"), load, "absent.csv");
    }

    @Test
    void binaryContentIsRefused() {
        byte[] noise = new byte[5_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (i * 167 + i / 7);
        }
        Path file = folder.resolve("table.csv");
        Damage.write(file, noise);
        Damage.refused(file, load);
        Damage.bitFlips("1,2,a\n3,4,b\n".getBytes(StandardCharsets.UTF_8), 12, file, load);
    }

    @Test
    void realTablesLoad() {
        Dataset digits =
                DataSpec.load("csv:" + Shared.data("tabular/optdigits.tra"), 0).train();
        assertEquals(3_823, digits.size());
        assertEquals(10, digits.classes());
        assertEquals(Shape.of(64), digits.exampleShape());
        Damage.refused(Shared.data("tabular/breastcancer.csv"), load, "line 2, column 'diagnosis' is 'M'");
    }
}
