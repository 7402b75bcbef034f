package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.data.HostTensor;
import dev.lethe.data.Npz;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrackedRunTest {
    @TempDir
    Path dir;

    private void train(String more) {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err));
        String all = "train --validation 0 --device cpu:2 --out " + dir + " " + more;
        assertEquals(0, line.execute(all.split(" ")), err.toString());
    }

    @Test
    void whatIsTrackedIsWrittenInTheFormatsAskedForAndReplacedByTheNextRun() throws Exception {
        train("--data strokes:40 --noise symmetric:0.4 --model linear --loss ce,gce --epochs 4 --batch 16"
                + " --track norm,loss:every=2 --table-format npz,csv,parquet");
        for (String loss : new String[] {"ce", "gce"}) {
            for (String format : new String[] {"csv", "npz", "parquet"}) {
                assertTrue(Files.isRegularFile(dir.resolve("tracking-" + loss + "." + format)), loss + "." + format);
                assertTrue(Files.isRegularFile(dir.resolve("ledger-" + loss + "." + format)), loss + "." + format);
            }
        }
        Map<String, HostTensor> arrays = Npz.read(dir.resolve("tracking-gce.npz"));
        assertArrayEquals(new int[] {2, 4}, arrays.get("epoch").ints());
        assertArrayEquals(new int[] {2, 40}, arrays.get("norm").shape().toArray());
        List<String> lines = Files.readAllLines(dir.resolve("tracking-gce.csv"));
        assertEquals("epoch,index,given_label,true_label,loss,norm", lines.get(0));
        assertEquals(81, lines.size());
        String[] row = lines.get(1 + 40 + 7).split(",");
        assertEquals(arrays.get("norm").floats()[40 + 7], Float.parseFloat(row[5]));
        assertEquals(arrays.get("given_label").ints()[7], Integer.parseInt(row[2]));

        train("--data strokes:40 --model linear --loss ce,gce --epochs 1");
        assertFalse(Files.exists(dir.resolve("tracking-gce.npz")), "of the run before");
        assertFalse(Files.exists(dir.resolve("ledger-gce.parquet")), "of the run before");
        assertTrue(Files.isRegularFile(dir.resolve("ledger-gce.csv")));
    }

    @Test
    void normsAtFixedWeightsAreThereForNetworksWithBatchStatistics() {
        train("--data strokes:6 --model resnet18 --loss ce --epochs 1 --batch 3 --track grand --table-format npz");
        float[] norms = Npz.read(dir.resolve("tracking.npz")).get("grand").floats();
        assertEquals(6, norms.length);
        for (float norm : norms) {
            assertTrue(norm > 0 && Float.isFinite(norm), "a norm of " + norm);
        }
    }
}
