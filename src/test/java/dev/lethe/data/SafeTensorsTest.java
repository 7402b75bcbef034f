package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.DType;
import dev.lethe.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("weights.safetensors");
    }

    private static Map<String, HostTensor> sample() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("mask", HostTensor.of(new byte[] {0, 1, (byte) 255}, Shape.of(3)));
        tensors.put("w", HostTensor.of(new float[] {1, -0f, Float.NaN, 4, 5, 1e-40f}, Shape.of(2, 3)));
        tensors.put("step \"é\"", HostTensor.of(new int[] {Integer.MIN_VALUE}, Shape.of()));
        tensors.put("none", HostTensor.of(new float[0], Shape.of(0, 7)));
        return tensors;
    }

    @Test
    void writtenTensorsComeBackBitForBit() throws IOException {
        SafeTensors.write(file, sample(), Map.of("model", "convnet"));
        Map<String, HostTensor> back = SafeTensors.read(file);
        assertEquals(List.of("w", "step \"é\"", "none", "mask"), new ArrayList<>(back.keySet()));
        assertEquals(Shape.of(2, 3), back.get("w").shape());
        assertArrayEquals(sample().get("w").floats(), back.get("w").floats());
        assertEquals(Integer.MIN_VALUE, back.get("step \"é\"").ints()[0]);
        assertArrayEquals(new byte[] {0, 1, (byte) 255}, back.get("mask").bytes());
        assertEquals(Shape.of(0, 7), back.get("none").shape());
        assertEquals(Map.of("model", "convnet"), SafeTensors.metadata(file));
        long header = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        assertEquals(0, header % 8, "the elements start aligned");
    }

    @Test
    void aLargeTensorComesBack() {
        float[] w = new float[100_003];
        for (int i = 0; i < w.length; i++) {
            w[i] = i * 0.5f;
        }
        SafeTensors.write(file, Map.of("w", HostTensor.of(w, Shape.of(w.length))), Map.of());
        assertArrayEquals(w, SafeTensors.read(file).get("w").floats());
        assertTrue(SafeTensors.metadata(file).isEmpty());
    }

    @Test
    void foreignTypesAreWidened() {
        ByteBuffer data = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3C00).putShort((short) 0xC0A0); // 1.0 as F16, -5.0 as BF16
        data.putDouble(0.1).putLong(-7).put((byte) 1).put((byte) -3).putShort((short) 0xFFFE);
        data.put((byte) 200).putShort((short) 0x8001);
        Damage.write(
                file,
                file(
                        "{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]},"
                                + "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[4,12]},"
                                + "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[12,20]},"
                                + "\"t\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[20,21]},"
                                + "\"c\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[21,22]},"
                                + "\"s\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[22,24]},"
                                + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[24,25]},"
                                + "\"i\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[25,27]}}",
                        data.array()));
        Map<String, HostTensor> read = SafeTensors.read(file);
        assertEquals(1f, read.get("h").floats()[0]);
        assertEquals(-5f, read.get("b").floats()[0]);
        assertEquals(0.1f, read.get("d").floats()[0]);
        assertEquals(-7, read.get("l").ints()[0]);
        assertEquals(1, read.get("t").bytes()[0]);
        assertEquals(-3, read.get("c").ints()[0]);
        assertEquals(0xFFFE, read.get("s").ints()[0]);
        assertEquals((byte) 200, read.get("u").bytes()[0]);
        assertEquals(-0x1p-24f, read.get("i").floats()[0], "a subnormal half");
        assertEquals(DType.F32, read.get("i").dtype());
    }

    @Test
    void aFileOfAnotherToolReads() {
        Map<String, HostTensor> read = SafeTensors.read(Shared.data("loader-fixtures/djl/list.safetensors"));
        assertEquals(List.of("attention", "embedding"), new ArrayList<>(read.keySet()));
        assertEquals(Shape.of(2, 3), read.get("attention").shape());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, read.get("attention").ints());
        assertArrayEquals(new int[] {0, 1, 2, 3}, read.get("embedding").ints());
    }

    @Test
    void wrongHeaderFieldsAreNamed() {
        wrong("{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'a' dtype", "F99");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "'a' data_offsets", "8 bytes");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "'a' shape", "-1");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "'a' shape");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "'a' data_offsets");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "'a' data_offsets");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "hole");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "end of the last tensor", "3");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5, "left over");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "'a' needs");
        wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4, "'x'");
        wrong("{\"a\":3}", 0, "'a'");
        wrong("{\"__metadata__\":{\"k\":1}}", 0, "__metadata__ 'k'");
        wrong("[1]", 0, "header");
        wrong("{} {}", 0, "goes on");
        wrong("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "too many");
        wrong("{\"a\":{\"dtype\":\"U8\",\"shape\":[0,99999999999999999999],\"data_offsets\":[0,0]}}", 0, "header");
        String one = "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
        wrong("{" + one + "," + one + "}", 1, "uplicate");
        wrong("{" + one + "," + one.replace("\"a\"", "\"b\"") + "}", 1, "overlap");
        wrong("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "uplicate");
    }

    private void wrong(String header, int dataBytes, String... words) {
        Damage.write(file, file(header, new byte[dataBytes]));
        Damage.refused(file, SafeTensors::read, words);
    }

    @Test
    void wrongHeaderLengthsAreNamed() {
        for (long length : new long[] {0, 1, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] bytes = file("{}", new byte[0]);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            Damage.write(file, bytes);
            Damage.refused(file, SafeTensors::read, "header length", Long.toUnsignedString(length));
        }
        byte[] bytes = file("{}", new byte[0]);
        bytes[0] = 3;
        Damage.write(file, bytes);
        Damage.refused(file, SafeTensors::read, "truncated in header");
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(1e300)
                .array();
        Damage.write(file, file("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", data));
        Damage.refused(file, SafeTensors::read, "'a' element 0", "1.0E300");
        Damage.write(file, file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", data));
        Damage.refused(file, SafeTensors::read, "'a' element 0");
        Damage.write(file, file("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", new byte[] {2}));
        Damage.refused(file, SafeTensors::read, "boolean");
    }

    @Test
    void damageAnywhereIsRefusedOrHarmless() throws IOException {
        SafeTensors.write(file, sample(), Map.of("k", "v"));
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, SafeTensors::read);
        Damage.trailingByte(whole, file, SafeTensors::read);
        assertTrue(Damage.bitFlips(whole, whole.length, file, SafeTensors::read) > whole.length);
    }

    @Test
    void theNameOfTheMetadataIsTaken() {
        Map<String, HostTensor> tensors = Map.of("__metadata__", HostTensor.of(new int[1], Shape.of(1)));
        assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(file, tensors, Map.of()));
    }

    @Test
    void anArrayIsAskedOnlyForItsOwnElements() {
        HostTensor array = HostTensor.of(new int[2], Shape.of(2));
        assertTrue(assertThrows(IllegalStateException.class, array::floats)
                .getMessage()
                .contains("I32"));
        assertThrows(IllegalArgumentException.class, () -> HostTensor.of(new int[2], Shape.of(3)));
    }

    private static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }
}
