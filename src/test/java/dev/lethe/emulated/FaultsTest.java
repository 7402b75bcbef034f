package dev.lethe.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault that the emulated driver claims to find is found, and kernels without fault are not accused. */
@Tag("emulated")
class FaultsTest {
    private static final String ILLEGAL = "failed CUDA_ERROR_ILLEGAL_ADDRESS";
    private static final String MISALIGNED = "failed CUDA_ERROR_MISALIGNED_ADDRESS";
    private static final String FAILED = "failed CUDA_ERROR_LAUNCH_FAILED";
    private static final String REFUSED = "refused CUDA_ERROR_INVALID_VALUE";

    @TempDir
    static Path folder;

    private static Programs programs;
    private static Path launch;
    private static final Map<String, Path> STRICT = new HashMap<>();
    private static Path together;

    @BeforeAll
    static void build() throws Exception {
        programs = new Programs(folder);
        launch = programs.program("launch");
        for (String name : new String[] {"bounds", "races", "together", "correct"}) {
            STRICT.put(name, programs.image(name, true));
        }
        together = programs.image("together", false);
    }

    private static String launch(Path image, String kernel, int grid, int block, int shared, Object... integers)
            throws Exception {
        return launch(Map.of(), image, kernel, grid + ",1,1", block + ",1,1", shared, integers);
    }

    private static String launch(
            Map<String, String> environment,
            Path image,
            String kernel,
            String grid,
            String block,
            int shared,
            Object... integers)
            throws Exception {
        Object[] arguments = new Object[5 + integers.length];
        System.arraycopy(new Object[] {image, kernel, grid, block, shared}, 0, arguments, 0, 5);
        System.arraycopy(integers, 0, arguments, 5, integers.length);
        return Programs.run(environment, launch, arguments);
    }

    private static void found(String said, String kind, String... words) {
        assertTrue(said.startsWith(kind), said);
        for (String w : words) {
            assertTrue(said.contains(w), "'" + w + "' is not in: " + said);
        }
    }

    @Test
    void readsAndWritesOutsideOfMemory() throws Exception {
        Path image = STRICT.get("bounds");
        String end = "0 bytes after the end of allocation 1 (4096 bytes of memory of device 0)";
        found(launch(image, "read_past_end", 5, 256, 0, 1024), ILLEGAL, "read of 4 bytes", end, "bounds.cu:7");
        found(launch(image, "write_past_end", 5, 256, 0, 1024), ILLEGAL, "write of 4 bytes", end, "block (4, 0, 0)");
        found(launch(image, "read_before_start", 1, 64, 0, 64), ILLEGAL, "4 bytes before the start of allocation 1");
        found(launch(image, "wild_write", 1, 32, 0, 1), ILLEGAL, "in no allocation");
        found(launch(image, "null_read", 1, 32, 0), ILLEGAL, "read of 4 bytes at 0x0");
        found(launch(image, "shared_past_end", 1, 64, 0), ILLEGAL, "after the end of SHARED array tile (256 bytes)");
        found(launch(image, "dynamic_past_end", 1, 64, 128), ILLEGAL, "byte 128 of 128 bytes of dynamic shared");
    }

    @Test
    void misalignedAccesses() throws Exception {
        Path image = STRICT.get("bounds");
        found(launch(image, "misaligned_int", 1, 32, 0), MISALIGNED, "byte 2 of allocation 1", "not a multiple of 4");
        found(launch(image, "misaligned_vector_load", 1, 32, 0), MISALIGNED, "byte 4 of", "not a multiple of 16");
        found(launch(image, "misaligned_vector_store", 1, 32, 0), MISALIGNED, "byte 8 of", "not a multiple of 16");
    }

    @Test
    void sharedMemoryIsPoisoned() throws Exception {
        String unwritten = launch(STRICT.get("bounds"), "shared_unwritten", 1, 64, 0);
        String zero = launch(STRICT.get("correct"), "local_arrays", 1, 1, 0);
        found(unwritten, "ok");
        assertNotEquals(zero, unwritten);
    }

    @Test
    void launchesThatAGpuRefuses() throws Exception {
        Path image = STRICT.get("bounds");
        found(launch(image, "bounded", 1, 64, 0), "ok");
        found(launch(image, "bounded", 1, 96, 0), REFUSED, "__launch_bounds__ of 64");
        found(launch(image, "bounded", 1, 64, 49153), REFUSED, "cuFuncSetAttribute");
        found(launch(image, "copy", 1, 1025, 0, 5), REFUSED, "over 1024");
        found(launch(Map.of(), image, "copy", "1,65536,1", "32,1,1", 0, 5), REFUSED, "over 2147483647 x 65535");
        found(launch(Map.of(), image, "copy", "1,1,65536", "32,1,1", 0, 5), REFUSED, "over 2147483647 x 65535");
        found(launch(image, "too_much_shared", 1, 64, 0), "failed CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "65536 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "missing_barrier, 1, 64, SHARED array tile",
        "missing_second_barrier, 1, 64, races.cu:14",
        "missing_syncwarp, 1, 32, SHARED array tile",
        "shuffle_for_syncwarp, 1, 32, SHARED array tile",
        "syncwarp_of_halves, 1, 32, SHARED array tile",
        "blocks_write_one, 4, 64, byte 0 of allocation 1",
        "block_reads_anothers, 4, 64, allocation 1",
        "threads_of_a_block, 1, 64, allocation 1",
        "bytes_overlap, 1, 32, write of 1 bytes",
        "atomic_and_plain, 1, 32, atomic access of 4 bytes",
        "atomic_read_plain, 1, 32, atomic access of 4 bytes",
    })
    void races(String kernel, int grid, int block, String where) throws Exception {
        for (int seed : new int[] {0, 7}) {
            String said = launch(
                    Map.of("LETHE_EMULATED_SEED", "" + seed),
                    STRICT.get("races"),
                    kernel,
                    grid + ",1,1",
                    block + ",1,1",
                    0);
            found(said, FAILED, "kernel " + kernel + ", block (", "race: ");
            if (seed == 0) {
                found(said, FAILED, where);
            }
        }
    }

    @Test
    void orderOfAtomicsShowsBetweenSeeds() throws Exception {
        String[] said = new String[3];
        for (int seed = 0; seed < 3; seed++) {
            said[seed] = launch(
                    Map.of("LETHE_EMULATED_SEED", "" + seed),
                    STRICT.get("races"),
                    "order_of_atomics",
                    "4,1,1",
                    "64,1,1",
                    0);
            found(said[seed], "ok");
        }
        assertNotEquals(said[0], said[1]);
        assertNotEquals(said[1], said[2]);
    }

    @Test
    void atomicsOfFloatsDoNotCompile() throws Exception {
        Path source = Files.writeString(
                folder.resolve("sum.cu"),
                "#include \"common.cuh\"\nextern \"C\" __global__ void sum(float* y) {\n    atomicAdd(y, 1.f);\n}\n");
        String message = assertThrows(
                        IllegalStateException.class, () -> programs.compile(source, false, folder.resolve("sum.so")))
                .getMessage();
        assertTrue(message.contains("deleted function") && message.contains("atomicAdd(float*, float)"), message);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void threadsThatDoNotComeTogether(boolean strict) throws Exception {
        Path image = strict ? STRICT.get("together") : together;
        found(launch(image, "exited_at_barrier", 1, 64, 0, 40), FAILED, "thread (40, 0, 0): exited", "together.cu:9");
        found(launch(image, "divergent_barrier", 1, 64, 0), FAILED, "together.cu:17", "together.cu:14");
        found(launch(image, "barrier_and_shuffle", 1, 64, 0), FAILED, "__syncthreads at together.cu:23");
        found(launch(image, "lane_exited", 1, 32, 0), FAILED, "for lane 5 of its mask, which has exited");
        found(launch(image, "lane_outside_mask", 1, 32, 0), FAILED, "lane 16 is not in its own mask 0x0000ffff");
        found(launch(image, "source_outside_mask", 1, 32, 0), FAILED, "reads lane 20, which is missing");
        found(launch(image, "different_collectives", 1, 32, 0), FAILED, "different collectives", "__shfl_down_sync");
        found(launch(image, "different_masks", 1, 32, 0), FAILED, "__shfl_xor_sync at together.cu:50");
        found(launch(image, "lane_not_in_block", 1, 8, 0), FAILED, "lane 8 of its mask, which is not in the block");
        found(launch(image, "bad_width", 1, 32, 0), FAILED, "width 12 is not a power of two");
    }

    @Test
    void aStackThatIsTooDeep() throws Exception {
        found(launch(STRICT.get("together"), "stack_overflow", 1, 8, 0, 10000), FAILED, "its stack of 64 KB");
    }

    @ParameterizedTest
    @CsvSource({
        "barriers, 4, 64, 0",
        "warp_synchronous, 4, 64, 0",
        "halves_of_a_warp, 4, 64, 0",
        "handed_on, 4, 64, 0",
        "atomics, 4, 64, 0",
        "bytes_side_by_side, 4, 64, 0",
        "blocks_side_by_side, 4, 64, 0",
        "local_arrays, 4, 64, 0",
        "votes, 4, 64, 0",
        "dynamic_memory, 4, 64, 256",
        "vectors_and_tail, 1, 256, 0",
        "tells_of_a_bad_index, 3, 64, 0",
        "whole_rows_leave, 7, 64, 0",
    })
    void whatIsRightIsNotAccused(String kernel, int grid, int block, int shared) throws Exception {
        String first = null;
        for (int seed : new int[] {0, 3, 8}) {
            String said = launch(
                    Map.of("LETHE_EMULATED_SEED", "" + seed),
                    STRICT.get("correct"),
                    kernel,
                    grid + ",1,1",
                    block + ",1,1",
                    shared,
                    kernel.equals("whole_rows_leave") ? 5 : 189,
                    100);
            found(said, "ok");
            first = first == null ? said : first;
            assertEquals(first, said, "seed " + seed);
        }
        found(launch(Map.of(), STRICT.get("correct"), "whole_rows_leave", "2,1,1", "16,16,1", 0, 21, 30), "ok");
    }
}
