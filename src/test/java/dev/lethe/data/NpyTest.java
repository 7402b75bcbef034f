package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.DType;
import dev.lethe.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("array.npy");
    }

    /** A file of the given version whose header is {@code text}. */
    private static byte[] npy(int version, String text, byte... data) {
        byte[] header = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        out.writeBytes((version == 1 ? length.putShort((short) header.length) : length.putInt(header.length)).array());
        out.writeBytes(header);
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static String header(String descr, String order, String shape) {
        return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    }

    private HostTensor read(String descr, String shape, byte... data) {
        Damage.write(file, npy(1, header("'" + descr + "'", "False", shape), data));
        return Npy.read(file);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void everyTypeAndByteOrderReads() {
        assertEquals(1.5f, read("<f4", "()", bytes(0, 0, 0xC0, 0x3F)).floats()[0]);
        assertEquals(1.5f, read(">f4", "()", bytes(0x3F, 0xC0, 0, 0)).floats()[0]);
        assertEquals(-2f, read("<f8", "(1,)", bytes(0, 0, 0, 0, 0, 0, 0, 0xC0)).floats()[0]);
        assertEquals(-2f, read(">f8", "(1,)", bytes(0xC0, 0, 0, 0, 0, 0, 0, 0)).floats()[0]);
        assertEquals(-2f, read("<f2", "(1,)", bytes(0, 0xC0)).floats()[0]);
        assertEquals(-2f, read(">f2", "(1,)", bytes(0xC0, 0)).floats()[0]);
        assertEquals(
                Float.POSITIVE_INFINITY, read("<f2", "(1,)", bytes(0, 0x7C)).floats()[0]);
        assertTrue(Float.isNaN(read("<f2", "(1,)", bytes(1, 0x7C)).floats()[0]));
        assertEquals(65504f, read("<f2", "(1,)", bytes(0xFF, 0x7B)).floats()[0]);
        assertEquals(0x1p-24f, read("<f2", "(1,)", bytes(1, 0)).floats()[0]);
        assertEquals(-2, read("<i4", "(1,)", bytes(0xFE, 0xFF, 0xFF, 0xFF)).ints()[0]);
        assertEquals(258, read(">i4", "(1,)", bytes(0, 0, 1, 2)).ints()[0]);
        assertEquals(
                -2,
                read("<i8", "(1,)", bytes(0xFE, 255, 255, 255, 255, 255, 255, 255))
                        .ints()[0]);
        assertEquals(258, read(">i8", "(1,)", bytes(0, 0, 0, 0, 0, 0, 1, 2)).ints()[0]);
        assertEquals(-1, read("|i1", "(1,)", bytes(0xFF)).ints()[0]);
        assertEquals(513, read("<u2", "(1,)", bytes(1, 2)).ints()[0]);
        assertEquals(-2, read("<i2", "(1,)", bytes(0xFE, 0xFF)).ints()[0]);
        assertEquals(7, read("<u4", "(1,)", bytes(7, 0, 0, 0)).ints()[0]);
        assertArrayEquals(bytes(200, 1), read("|u1", "(2,)", bytes(200, 1)).bytes());
        assertArrayEquals(bytes(1, 0), read("|b1", "(1, 2)", bytes(1, 0)).bytes());
        assertEquals(Shape.of(0, 3), read("<f4", "(0, 3)").shape());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionReads(int version) {
        Damage.write(file, npy(version, header("'|u1'", "False", "(2, 1)"), bytes(5, 6)));
        assertEquals(Shape.of(2, 1), Npy.read(file).shape());
    }

    @Test
    void columnMajorArraysAreTransposed() {
        // 2 x 3 x 2 with element (i, j, k) = 100 i + 10 j + k, the first index fastest.
        byte[] data = new byte[12];
        for (int k = 0, at = 0; k < 2; k++) {
            for (int j = 0; j < 3; j++) {
                for (int i = 0; i < 2; i++) {
                    data[at++] = (byte) (100 * i + 10 * j + k);
                }
            }
        }
        byte[] expected = bytes(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121);
        for (String descr : new String[] {"|u1", "|i1"}) {
            Damage.write(file, npy(1, header("'" + descr + "'", "True", "(2, 3, 2)"), data));
            HostTensor array = Npy.read(file);
            assertEquals(Shape.of(2, 3, 2), array.shape());
            for (int i = 0; i < 12; i++) {
                assertEquals(expected[i], array.dtype() == DType.U8 ? array.bytes()[i] : array.ints()[i]);
            }
        }
        Damage.write(file, npy(1, header("'<f2'", "True", "(2, 2)"), bytes(0, 0, 0, 0x3C, 0, 0x40, 0, 0x42)));
        assertArrayEquals(new float[] {0, 2, 1, 3}, Npy.read(file).floats());
        Damage.write(file, npy(1, header("'<f2'", "True", "()"), bytes(0, 0x42)));
        assertArrayEquals(new float[] {3}, Npy.read(file).floats());
    }

    @Test
    void writtenArraysComeBack() throws IOException {
        float[] floats = {1, -0f, Float.NaN, 1e-45f, Float.MAX_VALUE, 3};
        Npy.write(file, HostTensor.of(floats, Shape.of(3, 1, 2)));
        assertEquals(Shape.of(3, 1, 2), Npy.read(file).shape());
        assertArrayEquals(floats, Npy.read(file).floats());
        assertEquals(0, (Files.size(file) - 24) % 64, "the elements start at a multiple of 64 bytes");
        Npy.write(file, HostTensor.of(new int[] {Integer.MIN_VALUE}, Shape.of()));
        assertEquals(Integer.MIN_VALUE, Npy.read(file).ints()[0]);
        Npy.write(file, HostTensor.of(bytes(1, 255), Shape.of(2)));
        assertArrayEquals(bytes(1, 255), Npy.read(file).bytes());
        Npy.write(file, HostTensor.of(new int[0], Shape.of(0, 4)));
        assertEquals(Shape.of(0, 4), Npy.read(file).shape());
    }

    @Test
    void wrongHeadersAreNamed() {
        wrong(header("'|O'", "False", "(1,)"), "descr is '|O'", "allowed are");
        wrong(header("'<f16'", "False", "(1,)"), "'<f16'");
        wrong(header("'|f4'", "False", "(1,)"), "'|f4'");
        wrong(header("'<U5'", "False", "(1,)"), "'<U5'");
        wrong(header("''", "False", "(1,)"), "descr is ''");
        wrong(header("[('a', '<f4')]", "False", "(1,)"), "structured");
        wrong(header("'<f4'", "Maybe", "(1,)"), "True or False");
        wrong(header("'<f4'", "False", "(-1,)"), "extent");
        wrong(header("'<f4'", "False", "(1.0,)"), "')'");
        wrong(header("'<f4'", "False", "(1, 2"), "extent");
        wrong(header("'<f4'", "False", "3"), "'('");
        wrong(header("'<f4'", "False", "(9999999999999999999,)"), "extent");
        wrong(header("'<f4'", "False", "(2147483647, 2147483647, 2147483647)"), "too many elements");
        wrong(header("'<f4'", "False", "(0, 99999999999)"), "too many elements");
        wrong(header("'<f4'", "False", "(" + "1, ".repeat(65) + ")"), "more than 64");
        wrong(header("'<f4'", "False", "(1000000000,)"), "truncated");
        wrong("{'descr': '<f4', 'shape': (1,)}", "lacks");
        wrong("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "twice");
        wrong("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "'x'");
        wrong(header("'<f4'", "False", "(1,)") + "x", "the end");
        wrong("", "'{'");
        wrong("{'descr", "quoted string");
        Damage.write(file, npy(4, header("'|u1'", "False", "(1,)"), bytes(1)));
        Damage.refused(file, Npy::read, "version is 4.0");
        Damage.write(file, npy(2, "x".repeat(70_000)));
        Damage.refused(file, Npy::read, "header length is 70000");
        Damage.write(file, "PK not an array".getBytes(StandardCharsets.UTF_8));
        Damage.refused(file, Npy::read, "magic");
    }

    private void wrong(String header, String... words) {
        Damage.write(file, npy(1, header, bytes(0, 0, 0, 0)));
        Damage.refused(file, Npy::read, words);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        Damage.write(file, npy(1, header("'<u4'", "False", "(1,)"), bytes(0, 0, 0, 0x80)));
        Damage.refused(file, Npy::read, "element 0", "2147483648");
        Damage.write(file, npy(1, header("'|b1'", "False", "(2,)"), bytes(1, 2)));
        Damage.refused(file, Npy::read, "element 1", "is 2");
    }

    @Test
    void damageAnywhereIsRefusedOrHarmless() throws IOException {
        Npy.write(file, HostTensor.of(new float[] {1, 2, 3}, Shape.of(3)));
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, Npy::read);
        Damage.trailingByte(whole, file, Npy::read);
        assertTrue(Damage.bitFlips(whole, 128, file, Npy::read) > 8 * 64);
    }

    @Test
    void filesOfNumPyRead() {
        Path djl = Shared.data("loader-fixtures/djl");
        assertEquals(Shape.of(), Npy.read(djl.resolve("0d.npy")).shape());
        assertArrayEquals(new float[] {1}, Npy.read(djl.resolve("0d.npy")).floats());
        assertArrayEquals(new int[] {1}, Npy.read(djl.resolve("1d.npy")).ints());
        assertEquals(Shape.of(1, 2), Npy.read(djl.resolve("2d.npy")).shape());
        assertArrayEquals(new int[] {1, 1}, Npy.read(djl.resolve("2d.npy")).ints());
        assertArrayEquals(bytes(1), Npy.read(djl.resolve("boolean.npy")).bytes());
        assertArrayEquals(new float[] {1}, Npy.read(djl.resolve("fp16.npy")).floats());
        assertArrayEquals(new float[] {1}, Npy.read(djl.resolve("fp32.npy")).floats());
        assertArrayEquals(new int[] {1}, Npy.read(djl.resolve("int8.npy")).ints());
        assertArrayEquals(bytes(1), Npy.read(djl.resolve("uint8.npy")).bytes());
    }
}
