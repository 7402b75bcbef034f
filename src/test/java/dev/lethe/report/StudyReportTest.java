package dev.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.StudyResult;
import dev.lethe.study.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {
    private static final List<Claim> CLAIMS = List.of(
            Claim.atLeast(0.95, "seen through", 0.9724),
            Claim.atMost(2500, "memorized at step", Double.NaN),
            Claim.between(6, 14, "T", 8));

    @TempDir
    Path dir;

    private StudyReport report() {
        Table table = new Table("ends", "loss", "seed", "J1", "T").row("ce <b>", 1, 0.25, Double.NaN);
        LineChart chart = new LineChart(
                        "accuracy", "of all", "step", LineChart.Axis.LOGARITHMIC, true, new double[] {1, 10, 100})
                .line("ce", 0.5, Double.NaN, 1)
                .line("</script><script>alert(1)</script>", 0, 0.125, 0.3);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("n", 1000);
        settings.put("sigma", 0.2);
        settings.put("data", "strokes:40");
        return new StudyReport(
                "made-up",
                "shows nothing",
                7,
                "cpu: 2 threads",
                settings,
                Map.of("java", "17"),
                1.5,
                new StudyResult(CLAIMS, List.of(new Section("Part", "Text.", List.of(table), List.of(chart)))));
    }

    @Test
    void resultsHaveEveryNumberAndNullWhereThereIsNone() throws Exception {
        report().write(dir);
        JsonNode root = new ObjectMapper().readTree(dir.resolve("results.json").toFile());
        assertEquals("made-up", root.get("study").asText());
        assertEquals(7, root.get("seed").asInt());
        assertEquals(1000, root.get("settings").get("n").asInt());
        assertEquals(0.2, root.get("settings").get("sigma").asDouble());
        JsonNode first = root.get("claims").get(0);
        assertEquals(0.9724, first.get("measured").asDouble());
        assertEquals(0.95, first.get("at_least").asDouble());
        assertTrue(first.get("at_most").isNull());
        assertTrue(first.get("holds").asBoolean());
        assertTrue(root.get("claims").get(1).get("measured").isNull());
        assertFalse(root.get("claims").get(1).get("holds").asBoolean());
        JsonNode section = root.get("sections").get(0);
        JsonNode table = section.get("tables").get(0);
        assertEquals("[\"loss\",\"seed\",\"J1\",\"T\"]", table.get("columns").toString());
        assertEquals("[[\"ce <b>\",1,0.25,null]]", table.get("rows").toString());
        JsonNode chart = section.get("charts").get(0);
        assertEquals("logarithmic", chart.get("x_axis").asText());
        assertEquals("[1,10,100]", chart.get("x").toString());
        assertEquals("[0.5,null,1]", chart.get("series").get(0).get("y").toString());
    }

    @Test
    void pageIsSelfContainedAndHoldsTheSameNumbers() throws Exception {
        report().write(dir);
        String page = Files.readString(dir.resolve("report.html"));
        assertFalse(Pattern.compile(
                        "(?i)(src|href)\\s*=\\s*[\"']?\\s*(https?:)?//|@import|url\\(\\s*[\"']?(https?:)?//|<link")
                .matcher(page)
                .find());
        assertFalse(page.contains("alert(1)</script>"), "data must not end the element they are in");
        assertFalse(page.contains("{{"), "every part is filled in");
        assertTrue(page.contains("Permission is hereby granted"), "the licence of uPlot stays in the page");
        String open = "<script id=\"data\" type=\"application/json\">";
        int from = page.indexOf(open) + open.length();
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(
                mapper.readTree(dir.resolve("results.json").toFile()),
                mapper.readTree(page.substring(from, page.indexOf("</script>", from))));
    }

    @Test
    void claimsAreATable() {
        assertEquals(
                List.of(
                        "        measured  expected       claim",
                        "holds     0.9724  >= 0.95        seen through",
                        "FAILS          -  <= 2500        memorized at step",
                        "holds          8  6 to 14        T",
                        "2 of 3 claims hold."),
                ClaimTable.lines(CLAIMS));
        assertEquals(List.of(), ClaimTable.lines(List.of()));
    }
}
