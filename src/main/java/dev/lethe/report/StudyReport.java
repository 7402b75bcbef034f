package dev.lethe.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.StudyResult;
import dev.lethe.study.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of a study, with all it was made from; the same numbers as JSON and as a page that needs no network.
 *
 * @param name of the study
 * @param purpose of the study, in one line
 * @param seed of everything random
 * @param device what it ran on, such as {@code cpu: 2 threads, Vector API 512 bits}
 * @param settings of the study, by name, in the order to show
 * @param versions of the library and what it ran on, by name
 * @param seconds wall time
 */
public record StudyReport(
        String name,
        String purpose,
        long seed,
        String device,
        Map<String, Object> settings,
        Map<String, String> versions,
        double seconds,
        StudyResult result) {

    private static final ObjectMapper MAPPER = ResultsJson.MAPPER;

    public StudyReport {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /** Writes {@code results.json} and {@code report.html} to a folder that is there, replacing earlier ones. */
    public void write(Path folder) throws IOException {
        ObjectNode node = node();
        Files.writeString(folder.resolve("results.json"), MAPPER.writeValueAsString(node) + "\n");
        ChartPage.write("study", node, folder.resolve("report.html"));
    }

    private ObjectNode node() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("study", name);
        root.put("purpose", purpose);
        root.put("seed", seed);
        root.put("device", device);
        root.put("seconds", seconds);
        root.set("settings", MAPPER.valueToTree(settings));
        root.set("versions", MAPPER.valueToTree(versions));
        ArrayNode claims = root.putArray("claims");
        result.claims().forEach(c -> claims.add(node(c)));
        ArrayNode sections = root.putArray("sections");
        result.sections().forEach(s -> sections.add(node(s)));
        return root;
    }

    private static ObjectNode node(Claim claim) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("claim", claim.statement());
        node.set("measured", number(claim.measured()));
        node.set("at_least", number(claim.least()));
        node.set("at_most", number(claim.most()));
        node.put("holds", claim.holds());
        return node;
    }

    private static ObjectNode node(Section section) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("title", section.title());
        node.put("text", section.text());
        ArrayNode tables = node.putArray("tables");
        section.tables().forEach(t -> tables.add(node(t)));
        ArrayNode charts = node.putArray("charts");
        section.charts().forEach(c -> charts.add(node(c)));
        return node;
    }

    private static ObjectNode node(Table table) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("title", table.title());
        node.set("columns", MAPPER.valueToTree(table.columns()));
        ArrayNode rows = node.putArray("rows");
        table.rows().forEach(row -> {
            ArrayNode cells = rows.addArray();
            row.forEach(cell -> cells.add(cell instanceof Double ? number((Double) cell) : MAPPER.valueToTree(cell)));
        });
        return node;
    }

    private static ObjectNode node(LineChart chart) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("title", chart.title());
        node.put("note", chart.note());
        node.put("x_name", chart.xName());
        node.put("x_axis", chart.axis() == LineChart.Axis.LINEAR ? "linear" : "logarithmic");
        node.put("fraction", chart.fraction());
        node.set("x", numbers(chart.x()));
        ArrayNode series = node.putArray("series");
        chart.series().forEach((name, y) -> {
            ObjectNode line = series.addObject();
            line.put("name", name);
            line.set("y", numbers(y));
        });
        return node;
    }

    private static ArrayNode numbers(double[] values) {
        ArrayNode array = MAPPER.createArrayNode();
        for (double v : values) {
            array.add(number(v));
        }
        return array;
    }

    // JSON has neither NaN nor infinity, and a whole number needs no point.
    private static JsonNode number(double v) {
        if (!Double.isFinite(v)) {
            return MAPPER.nullNode();
        }
        return v == Math.rint(v) && Math.abs(v) < 1e15
                ? MAPPER.getNodeFactory().numberNode((long) v)
                : MAPPER.getNodeFactory().numberNode(v);
    }
}
