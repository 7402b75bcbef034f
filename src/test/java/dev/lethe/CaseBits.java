package dev.lethe;

import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Prints a hash of the output and the gradients of every case, to be compared between JVMs. */
public final class CaseBits {
    private CaseBits() {}

    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    /** Every case, small and large. */
    static Stream<OpCase> cases() {
        return Stream.concat(OpCases.all(), LargeCases.all());
    }

    /** A hash and a name for each case, on one thread. */
    static Stream<String> lines() {
        Device device = new CpuDevice(1, false);
        OpHarness harness = new OpHarness(device);
        return cases().map(c -> hash(harness.run(c)) + " " + c).onClose(device::close);
    }

    private static String hash(OpHarness.Run run) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, run.output());
            for (float[] g : run.gradients()) {
                if (g != null) {
                    add(digest, g);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
    }
}
