package dev.lethe.memorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Dataset;
import dev.lethe.measure.Ranking;
import dev.lethe.report.PageTemplate;
import dev.lethe.report.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Scores as one page that needs no network: the most memorized examples, and the strongest pairs. */
public final class MemorizationHtml {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_EXAMPLES = 120;
    private static final int MOST_PAIRS = 60;

    private MemorizationHtml() {}

    /** Writes the page to {@code file}, replacing what is there. */
    public static void write(MemorizationReport report, Path file) throws IOException {
        Map<String, String> parts = Map.of(
                "REPORT_CSS", PageTemplate.resource(PageTemplate.class, "report.css"),
                "CSS", PageTemplate.resource(MemorizationHtml.class, "memorization.css"),
                "JS", PageTemplate.resource(MemorizationHtml.class, "memorization.js"),
                "DATA", PageTemplate.script(page(report)));
        String template = PageTemplate.resource(MemorizationHtml.class, "memorization.html");
        Files.writeString(file, PageTemplate.fill(template, parts));
    }

    private static ObjectNode page(MemorizationReport report) throws IOException {
        MemorizationScores correct = report.correct();
        ObjectNode page = MAPPER.createObjectNode();
        page.put("data", report.runs().train().source());
        page.put("examples", correct.size());
        page.put("models", report.models());
        page.put("ratio", report.runs().membership().ratio());
        page.put("undefined", correct.undefined());
        page.put("least_memorization", report.search().leastMemorization());
        page.put("least_influence", report.search().leastInfluence());
        page.put("memorized", count(correct.values(), report.search().leastMemorization()));
        page.put("pairs_found", report.influences().size());
        page.put("pairs_by_chance", report.chance());
        page.set("mean", number(mean(correct.values())));
        page.set("error", number(mean(correct.standardErrors())));
        page.set("in_accuracy", number(mean(correct.meansIn())));
        page.set("out_accuracy", number(mean(correct.meansOut())));
        page.set("spearman", number(report.half().spearman()));
        page.set("items", items(report));
        page.set("pairs", pairs(report));
        page.set("configuration", MAPPER.valueToTree(report.configuration()));
        page.set("versions", MAPPER.valueToTree(report.versions()));
        return page;
    }

    /** The examples with the highest scores. */
    private static ArrayNode items(MemorizationReport report) throws IOException {
        double[] scores = report.correct().values().clone();
        double[] in = report.correct().meansIn();
        double[] out = report.correct().meansOut();
        for (int i = 0; i < scores.length; i++) {
            // So that what is not defined comes last; of equals, the one with more probability to say so comes first.
            scores[i] = Double.isNaN(scores[i])
                    ? -2
                    : scores[i] + 1e-6 * report.probable().values()[i];
        }
        int[] order = Ranking.order(scores);
        ArrayNode items = MAPPER.createArrayNode();
        for (int i : Arrays.copyOf(order, Math.min(order.length, MOST_EXAMPLES))) {
            if (scores[i] == -2) {
                break;
            }
            ObjectNode item = example(report.runs().train(), i, items.addObject());
            item.put("score", report.correct().values()[i]);
            item.set("error", number(report.correct().standardErrors()[i]));
            item.put("in", in[i]);
            item.put("out", out[i]);
        }
        return items;
    }

    private static ArrayNode pairs(MemorizationReport report) throws IOException {
        ArrayNode pairs = MAPPER.createArrayNode();
        for (int p = 0; p < Math.min(report.influences().size(), MOST_PAIRS); p++) {
            Influence one = report.influences().get(p);
            ObjectNode pair = pairs.addObject();
            example(report.runs().train(), one.train(), pair.putObject("train"));
            example(report.runs().test(), one.test(), pair.putObject("test"));
            pair.put("influence", one.value());
            pair.set("error", number(one.standardError()));
        }
        return pairs;
    }

    private static ObjectNode example(Dataset data, int i, ObjectNode into) throws IOException {
        into.put("index", data.index(i));
        into.put("given", data.classNames().get(data.labels()[i]));
        if (!data.origin(i).equals(data.source())) {
            into.put("origin", data.origin(i));
        }
        if (Png.showable(data)) {
            into.put("image", Png.uri(data, i));
        }
        return into;
    }

    private static int count(double[] values, double least) {
        return (int) Arrays.stream(values).filter(v -> v >= least).count();
    }

    /** Over the values that are defined; NaN if none is. */
    private static double mean(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }

    private static JsonNode number(double v) {
        return Double.isNaN(v) ? MAPPER.nullNode() : MAPPER.getNodeFactory().numberNode(v);
    }
}
