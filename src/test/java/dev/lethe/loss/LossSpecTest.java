package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossSpecTest {
    private static List<String> labels(String text) {
        return LossSpec.parseList(text).stream().map(LossSpec::label).toList();
    }

    @Test
    void listsAreReadItemByItem() {
        assertEquals(
                List.of("ce", "gce:q=0.5", "elr:lambda=1,beta=0.9", "mae"),
                labels("ce,gce:q=0.5, elr:lambda=1,beta=0.9 ,mae"));
        assertEquals(List.of("elr:beta=0.9", "ce:smoothing=0.1"), labels("elr:beta=0.9,lambda=3,ce:smoothing=.1"));
    }

    @Test
    void missingNumbersAreStandard() {
        LossSpec spec = LossSpec.parse("elr:beta=0.5");
        assertEquals(3, spec.parameters().get("lambda"));
        assertEquals("elr:beta=0.5", spec.label());
        assertEquals(LossSpec.parse("gce"), LossSpec.parse("gce:q=7e-1"));
        assertEquals(spec, LossSpec.parse(spec.label()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cce | unknown loss 'cce': known are ce:smoothing=0; bce",
                "gce:p=1 | loss 'gce' has no parameter 'p': it takes q (above 0, at most 1, standard 0.7)",
                "gce:q=2 | loss 'gce': q=2 is out of range, it is above 0, at most 1",
                "forward:q=1 | loss 'forward' has no parameter 'q': it takes warmup (a whole number from 1 to 1000000, standard 5) and matrix (a file)",
                "forward:warmup=2.5 | loss 'forward': warmup=2.5 is out of range, it is a whole number from 1 to 1000000",
                "forward:matrix= | loss 'forward': matrix='' is not the name of a file",
                "forward:matrix=a,matrix=b | loss 'forward': matrix is given twice",
                "gce:matrix=a.csv | 'matrix=a.csv' of loss 'gce' is not NAME=NUMBER",
                "taylor:order=2.5 | loss 'taylor': order=2.5 is out of range, it is a whole number from 1 to 100",
                "tgce:start=-1 | loss 'tgce': start=-1 is out of range, it is a whole number from 0 to 1000000",
                "aue:a=1 | loss 'aue': a=1 is out of range, it is 1.001 to 1000",
                "nce+mae:gamma=1 | loss 'nce+mae' has no parameter 'gamma': it takes alpha (0 to 1000000, standard 1)",
                "gce:q=1e999 | loss 'gce': q=Infinity is out of range",
                "elr:lambda=1e999 | loss 'elr': lambda=Infinity is out of range",
                "gce:q=NaN | 'q=NaN' of loss 'gce' is not NAME=NUMBER",
                "gce:q=0.5f | 'q=0.5f' of loss 'gce' is not NAME=NUMBER",
                "gce:0.5 | '0.5' of loss 'gce' is not NAME=NUMBER",
                "gce: | '' of loss 'gce' is not NAME=NUMBER",
                "mae:q=1 | loss 'mae' has no parameter 'q': it takes none",
                "q=1,ce | 'q=1' stands before any loss in 'q=1,ce'",
                "ce,,mae | an empty loss in 'ce,,mae'",
                "elr:beta=0.5,beta=0.6 | loss 'elr': beta is given twice",
                "gce,ce,gce:q=0.7 | loss 'gce' is asked for twice",
            })
    void whatIsWrongIsNamed(String text, String message) {
        String thrown = assertThrows(IllegalArgumentException.class, () -> LossSpec.parseList(text))
                .getMessage();
        assertTrue(thrown.startsWith(message), thrown);
    }

    /** Beyond every range; and 1e40 and 1e-60 are infinity and 0 in the 32 bits that kernels take. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e40", "-1e-60", "1e-60"})
    void everyNumberOfEveryLossHasARangeThatIsSaid(String value) {
        for (LossKind kind : LossKind.ALL) {
            for (LossKind.Parameter p : kind.parameters()) {
                String text = kind.name() + ":" + p.name() + "=" + value;
                String thrown = assertThrows(IllegalArgumentException.class, () -> LossSpec.parse(text), text)
                        .getMessage();
                String said = p.name() + "=" + LossSpec.number(Double.parseDouble(value)) + " is out of range, it is "
                        + p.range();
                assertTrue(thrown.contains(said), thrown);
            }
        }
    }

    @Test
    void aFileIsReadUpToTheComma() {
        assertEquals(
                List.of("forward:matrix=runs/a:b.npy", "ce", "backward:warmup=2,matrix=T.csv"),
                labels("forward:matrix=runs/a:b.npy,ce,backward:matrix=T.csv,warmup=2"));
        LossSpec spec = LossSpec.parse("backward:warmup=2,matrix=T.csv");
        assertEquals("T.csv", spec.files().get("matrix"));
        assertEquals(spec, LossSpec.parse(spec.label()));
    }

    @Test
    void theMatrixComesFromTheFile(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("noise.csv");
        Files.writeString(file, "0.75,0.25\n0,1\n");
        LossSpec spec = LossSpec.parse("forward:matrix=" + file);
        try (Device device = new CpuDevice(1, true);
                Arena data = device.arena("data", 1 << 20)) {
            ForwardCorrection loss = (ForwardCorrection) spec.build(device, data, 5, 2);
            assertTrue(loss.given());
            assertArrayEquals(new float[] {0.75f, 0, 0.25f, 1}, device.floats(loss.matrix()));
            String thrown = assertThrows(IllegalArgumentException.class, () -> spec.build(device, data, 5, 3))
                    .getMessage();
            assertEquals("loss 'forward': a noise matrix of 2 rows for 3 classes", thrown);
            LossSpec nowhere = LossSpec.parse("backward:matrix=" + dir.resolve("nowhere.npy"));
            thrown = assertThrows(DataException.class, () -> nowhere.build(device, data, 5, 3))
                    .getMessage();
            assertTrue(thrown.contains("nowhere.npy"), thrown);
        }
    }

    @Test
    void oneLossIsOne() {
        String thrown = assertThrows(IllegalArgumentException.class, () -> LossSpec.parse("ce,mae"))
                .getMessage();
        assertTrue(thrown.contains("names 2 losses"), thrown);
    }

    @Test
    void everyListedLossIsBuiltWithItsNumbers() {
        try (Device device = new CpuDevice(1, true);
                Arena data = device.arena("data", 1 << 20)) {
            for (LossKind kind : LossKind.ALL) {
                Loss loss = new LossSpec(kind.name(), new TreeMap<>()).build(device, data, 5, 3);
                boolean method = kind.sort() == LossKind.Sort.METHOD;
                assertTrue(loss.name().equals(kind.name()) != method, kind.name() + " is built as " + loss.name());
            }
            assertEquals(
                    new CrossEntropy(0.2), LossSpec.parse("ce:smoothing=0.2").build(device, data, 5, 3));
            assertEquals(
                    new GeneralizedCrossEntropy(0.5),
                    LossSpec.parse("gce:q=0.5").build(device, data, 5, 3));
            assertEquals(
                    new RobustLogLoss(0.01), LossSpec.parse("rll:alpha=0.01").build(device, data, 5, 3));
            assertEquals(
                    new TruncatedGeneralizedCrossEntropy(0.6, 0.4, 5),
                    LossSpec.parse("tgce:q=0.6,k=0.4,start=5").build(device, data, 5, 3));
            assertEquals(
                    new ActivePassive(10, new NormalisedFocalLoss(1, 2), 0.1, ActivePassive.Passive.rce(9.21)),
                    LossSpec.parse("nfl+rce:alpha=10,beta=0.1,gamma=2,a=9.21").build(device, data, 5, 3));
            EarlyLearning elr =
                    (EarlyLearning) LossSpec.parse("elr:lambda=7,beta=0.9").build(device, data, 5, 3);
            assertEquals(7, elr.lambda());
            assertEquals(0.9, elr.beta());
            assertEquals("F32[5, 3]", elr.table().toString());
            assertEquals(0, device.floats(elr.table())[14]);
        }
    }

    @Test
    void thePagesHaveEachWithItsStandardNumbers() throws IOException {
        for (int i = 0; i < LossKind.ALL.size(); i++) {
            String page = LossKind.ALL.get(i).sort() == LossKind.Sort.METHOD ? "methods" : "losses";
            String usage = LossSpec.help().get(i).split(" ")[0];
            String text = Files.readString(Path.of("docs", page + ".md"));
            assertTrue(text.contains("\n| `" + usage + "` |"), "docs/" + page + ".md has no row for " + usage);
        }
    }

    @Test
    void helpNamesEveryLoss() {
        assertEquals(LossKind.ALL.size(), LossSpec.help().size());
        assertTrue(
                LossSpec.help().stream().anyMatch(line -> line.startsWith("elr:lambda=3,beta=0.7 ")),
                () -> LossSpec.help().toString());
    }
}
