package dev.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.Dataset;
import dev.lethe.train.LedgerTable;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path dir;

    private final Dataset data = MadeUp.data();

    @Test
    void resultsHaveTheirFieldsAndNullWhereNothingIsKnown() throws Exception {
        JsonNode known = json(MadeUp.comparison(data, true));
        assertEquals(1, known.get("seed").asLong());
        assertEquals("symmetric:0.4", known.get("noise").asText());
        assertEquals(MadeUp.N, known.get("train_size").asInt());
        JsonNode run = known.get("runs").get(2);
        assertEquals("elr", run.get("loss").asText());
        assertEquals(40, run.get("curve").size());
        assertTrue(run.get("memorized").asDouble() < 0.05);
        assertEquals(run.get("memorized"), run.get("curve").get(39).get("memorized"));

        JsonNode unknown = json(MadeUp.comparison(data, false));
        assertTrue(unknown.get("wrong_labels").isNull());
        assertTrue(unknown.get("runs").get(0).get("memorized").isNull());
        assertTrue(unknown.get("runs").get(0).get("clean_train_accuracy").isNull());
        assertTrue(
                unknown.get("runs").get(0).get("curve").get(0).get("recovered").isNull());
    }

    private JsonNode json(Comparison comparison) throws Exception {
        Path file = dir.resolve("results.json");
        ResultsJson.write(comparison, file);
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void ledgerHasOneRowForEachExample() throws Exception {
        LedgerTable ledger = MadeUp.run("ce", 0.9, data, true).ledger();
        List<String> lines = csv(ledger);
        assertEquals(
                "index,given_label,true_label,prediction,loss,probability,margin,first_learned,forgetting_events,el2n",
                lines.get(0));
        assertEquals(MadeUp.N + 1, lines.size());
        String[] row = lines.get(8).split(",", -1);
        assertEquals("7", row[0]);
        assertEquals(Integer.toString(ledger.given()[7]), row[1]);
        assertEquals(Float.toString(ledger.margin()[7]), row[6]);
        assertEquals(ledger.firstLearned()[7] < 0 ? "" : "3", row[7]);

        assertTrue(csv(MadeUp.run("ce", 0.9, data, false).ledger()).get(0).startsWith("index,given_label,prediction,"));
    }

    private List<String> csv(LedgerTable ledger) throws Exception {
        Path file = dir.resolve("ledger.csv");
        LedgerFile.write(ledger, TableFormat.CSV, file);
        return Files.readAllLines(file);
    }

    @Test
    void tableAlignsAndLeavesOutUnknownColumns() {
        List<String> lines = ResultTable.lines(MadeUp.comparison(data, true));
        assertEquals(4, lines.size());
        assertEquals(1, lines.stream().map(String::length).distinct().count());
        assertTrue(lines.get(0).matches("loss +test best +test last +clean train +memorized +recovered +time"));
        assertTrue(lines.get(1).startsWith("ce "));
        assertFalse(ResultTable.lines(MadeUp.comparison(data, false)).get(0).contains("memorized"));
    }

    @Test
    void findingsRankByTheLastTestAccuracy() {
        String text = String.join(" ", Findings.of(MadeUp.comparison(data, true)));
        assertTrue(text.contains("Best at the end: elr, 97.2% test accuracy; it memorized 2.8%"), text);
        assertTrue(text.contains("Worst: ce, 72.6%"), text);
        String blind = String.join(" ", Findings.of(MadeUp.comparison(data, false)));
        assertFalse(blind.contains("memorized"), blind);
        assertTrue(blind.contains("contradicts"), blind);
    }

    @Test
    void suspectsAreContradictedLabelsSurestFirst() {
        Suspects suspects = Suspects.of(MadeUp.comparison(data, true));
        LedgerTable ledger = suspects.run().ledger();
        assertEquals("elr", suspects.run().loss());
        float before = Float.NEGATIVE_INFINITY;
        for (int row : suspects.rows()) {
            assertTrue(ledger.prediction()[row] != ledger.given()[row]);
            assertTrue(ledger.margin()[row] >= before);
            before = ledger.margin()[row];
        }
        assertEquals(suspects.rows().size(), suspects.wrong(Integer.MAX_VALUE));
        Suspects blind = Suspects.of(MadeUp.comparison(data, false));
        assertEquals(suspects.rows(), blind.rows(), "the ranking must not depend on the true labels");
        assertEquals(-1, blind.wrong(10));
    }

    @Test
    void pageIsSelfContained() throws Exception {
        String page = page(MadeUp.comparison(data, true));
        assertFalse(Pattern.compile(
                        "(?i)(src|href)\\s*=\\s*[\"']?\\s*(https?:)?//|@import|url\\(\\s*[\"']?(https?:)?//|<link")
                .matcher(page)
                .find());
        assertTrue(page.contains("Permission is hereby granted"), "the licence of uPlot stays in the page");
        JsonNode embedded = embedded(page);
        assertEquals(3, embedded.get("runs").size());
        assertEquals(60, embedded.get("suspects").get("items").size());
        assertEquals(60, embedded.get("suspects").get("shown_wrong").asInt());
    }

    @Test
    void imagesKeepTheirPixels() throws Exception {
        JsonNode item = embedded(page(MadeUp.comparison(data, true)))
                .get("suspects")
                .get("items")
                .get(0);
        String uri = item.get("image").asText();
        byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        var image = ImageIO.read(new ByteArrayInputStream(png));
        int i = item.get("index").asInt();
        int[] expected = new int[28 * 28];
        int[] actual = new int[28 * 28];
        for (int p = 0; p < expected.length; p++) {
            expected[p] = data.pixels()[i * 28 * 28 + p] & 255;
            actual[p] = image.getRaster().getSample(p % 28, p / 28, 0);
        }
        assertTrue(Arrays.equals(expected, actual));
    }

    @Test
    void hostileNamesStayText() throws Exception {
        Comparison plain = MadeUp.comparison(data, true);
        Comparison hostile = new Comparison(
                1, plain.device(), "</script><b>{{JS}}", plain.noise(), Map.of(), Map.of(), plain.runs());
        String page = page(hostile);
        assertFalse(page.contains("</script><b>"));
        assertEquals("</script><b>{{JS}}", embedded(page).get("data").asText());
    }

    @Test
    void aLedgerOfOtherDataIsRefused() {
        Comparison comparison = MadeUp.comparison(data, true);
        Dataset other = data.first(1);
        var e = assertThrows(
                IllegalArgumentException.class, () -> HtmlReport.write(comparison, other, dir.resolve("x")));
        assertTrue(e.getMessage().contains("which discs: 1 examples"), e.getMessage());
    }

    private String page(Comparison comparison) throws Exception {
        Path file = dir.resolve("report.html");
        HtmlReport.write(comparison, data, file);
        return Files.readString(file);
    }

    private static JsonNode embedded(String page) throws Exception {
        String open = "<script id=\"data\" type=\"application/json\">";
        int from = page.indexOf(open) + open.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
