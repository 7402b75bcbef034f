package dev.lethe.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.Probabilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    /** Example 2 is a bee called an ant; 5 cannot be told. */
    private static final float[][] ROWS = {
        {0.875f, 0.125f}, {0.75f, 0.25f}, {0.0625f, 0.9375f}, {0.25f, 0.75f}, {0.125f, 0.875f}, {0.5f, 0.5f},
    };

    private static final int[] GIVEN = {0, 0, 0, 1, 1, 1};
    private static final int[] TRUTH = {0, 0, 1, 1, 1, 1};

    @TempDir
    Path dir;

    private static Dataset images(int[] labels) {
        byte[] pixels = new byte[labels.length * 4];
        return Dataset.images(pixels, 1, 2, 2, labels, 2, List.of("ant", "</script>bee"), "made up");
    }

    private static Audit audit(Dataset data) {
        return Audit.of(data, Evidence.of(Probabilities.of(ROWS), data.labels()), LabelScore.POSTERIOR);
    }

    @Test
    void ordersAndSuggests() {
        Audit audit = audit(images(GIVEN));
        assertArrayEquals(new int[] {2, 5, 3, 1, 4, 0}, audit.order());
        assertArrayEquals(new int[] {0, 0, 1, 1, 1, 1}, audit.suggested());
        assertEquals(1, audit.contradicted());
        assertEquals("confidently </script>bee; p(ant) 0.0625, p(</script>bee) 0.938", audit.reasons(2));
        assertEquals("no class reaches its threshold; p(</script>bee) 0.500, p(ant) 0.500", audit.reasons(5));
    }

    @Test
    void measuresByTheTruthWhereItIsKnown() {
        assertNull(Planted.of(audit(images(GIVEN))));
        assertNull(Planted.of(audit(images(GIVEN).withGivenLabels(GIVEN))));
        Planted planted = Planted.of(audit(images(TRUTH).withGivenLabels(GIVEN)));
        assertEquals(1, planted.wrong());
        assertEquals(1, planted.corrected());
        assertEquals(0, planted.spoilt());
        assertEquals(new Planted.Figures(1, 1, 1), planted.figures().get(LabelScore.POSTERIOR));
        assertFalse(planted.figures().containsKey(LabelScore.MEAN_LOSS));
    }

    @Test
    void truthDoesNotChangeTheAudit() {
        Audit blind = audit(images(GIVEN));
        Audit seeing = audit(images(TRUTH).withGivenLabels(GIVEN));
        assertArrayEquals(blind.scores(), seeing.scores(), 0);
        assertArrayEquals(blind.suggested(), seeing.suggested());
    }

    @Test
    void csvHasARowForEachExample() throws Exception {
        // Positions in the source, not in the subset.
        Dataset part = images(new int[] {1, 0, 0, 0, 1, 1, 1}).subset(new int[] {1, 2, 3, 4, 5, 6});
        SuspectsCsv.write(audit(part), dir.resolve("s.csv"));
        List<String> lines = Files.readAllLines(dir.resolve("s.csv"));
        assertEquals("index,source,given,suggested,score,reasons", lines.get(0));
        assertEquals(7, lines.size());
        assertTrue(lines.get(1).startsWith("3,made up,ant,</script>bee,"), lines.get(1));
        assertTrue(lines.get(1).endsWith(",\"confidently </script>bee; p(ant) 0.0625, p(</script>bee) 0.938\""));
    }

    @Test
    void jsonHasTheMatrices() throws Exception {
        AuditJson.write(report(images(TRUTH).withGivenLabels(GIVEN)), dir.resolve("a.json"));
        JsonNode json = new ObjectMapper().readTree(dir.resolve("a.json").toFile());
        assertEquals(6, json.get("examples").asInt());
        assertEquals(2, json.get("confident_joint").get(0).get(0).asInt());
        assertEquals(1, json.get("confident_joint").get(0).get(1).asInt());
        assertEquals(0.25, json.get("noise_matrix").get(1).get(0).asDouble(), 1e-12);
        assertEquals(1, json.get("selected_by").get("by_class").asInt());
        assertEquals(0.5625, json.get("thresholds").get(0).asDouble(), 0.001);
        JsonNode figures = json.get("planted").get("scores").get("posterior");
        assertEquals(1, figures.get("area_under_curve").asDouble(), 0);
        assertEquals("v", json.get("configuration").get("k").asText());
    }

    @Test
    void aClassWithoutLikelyExamplesIsNullInJson() throws Exception {
        Probabilities sure = Probabilities.of(new float[][] {{1, 0}, {1, 0}});
        int[] given = {0, 1};
        Audit audit = Audit.of(images(given), Evidence.of(sure, given), LabelScore.POSTERIOR);
        AuditReport report = new AuditReport(audit, null, 1, null, Map.of(), Map.of(), 0);
        AuditJson.write(report, dir.resolve("a.json"));
        JsonNode json = new ObjectMapper().readTree(dir.resolve("a.json").toFile());
        assertTrue(json.get("noise_matrix").get(1).get(0).isNull());
        assertTrue(json.get("planted").isNull() && json.get("device").isNull());
        AuditHtml.write(report, dir.resolve("a.html"));
        assertTrue(Files.readString(dir.resolve("a.html")).contains("[null,null]"));
    }

    @Test
    void thePageNeedsNoNetworkAndHidesNoMarkup() throws Exception {
        AuditHtml.write(report(images(TRUTH).withGivenLabels(GIVEN)), dir.resolve("a.html"));
        String page = Files.readString(dir.resolve("a.html"));
        assertFalse(page.matches("(?is).*(src|href)\\s*=\\s*[\"']?https?:.*"));
        assertFalse(page.contains("{{"));
        assertTrue(page.contains("\\u003c/script>bee"));
        assertEquals(6, page.split("data:image/png;base64,", -1).length - 1);
    }

    @Test
    void aPageOfATableShowsValuesAndIsLimited() throws Exception {
        int n = AuditHtml.MOST + 1;
        float[][] p = new float[n][];
        int[] given = new int[n];
        for (int i = 0; i < n; i++) {
            p[i] = ROWS[i % 6];
            given[i] = GIVEN[i % 6];
        }
        Dataset table = Dataset.of(new float[n][20], given, 2);
        Audit audit = Audit.of(table, Evidence.of(Probabilities.of(p), given), LabelScore.SELF_CONFIDENCE);
        AuditHtml.write(new AuditReport(audit, null, 1, null, Map.of(), Map.of(), 0), dir.resolve("a.html"));
        String page = Files.readString(dir.resolve("a.html"));
        String start = "<script id=\"data\" type=\"application/json\">";
        int at = page.indexOf(start) + start.length();
        JsonNode json = new ObjectMapper().readTree(page.substring(at, page.indexOf("</script>", at)));
        assertEquals(AuditHtml.MOST, json.get("items").size());
        assertEquals(12, json.get("items").get(0).get("values").size());
        assertEquals(20, json.get("values_of").asInt());
        assertEquals(1, json.get("pairs").size());
    }

    @Test
    void dataMustBelongToTheProbabilities() {
        Dataset three = Dataset.of(new float[6][1], GIVEN, 3);
        String classes =
                assertThrows(IllegalArgumentException.class, () -> audit(three)).getMessage();
        assertTrue(classes.contains("probabilities of 2 classes do not belong to memory"), classes);
        String none = assertThrows(IllegalArgumentException.class, () -> audit(images(new int[6])))
                .getMessage();
        assertTrue(none.contains("class 1 has no example"), none);
    }

    private static AuditReport report(Dataset data) {
        Audit audit = audit(data);
        return new AuditReport(audit, Planted.of(audit), 1, "cpu", Map.of("k", "v"), Map.of("lethe", "0"), 1.5);
    }
}
