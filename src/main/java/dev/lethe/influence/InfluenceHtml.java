package dev.lethe.influence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Dataset;
import dev.lethe.report.PageTemplate;
import dev.lethe.report.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Influence as one page that needs no network: for each test example those that helped and those that harmed. */
public final class InfluenceHtml {
    /** The most test examples, and training examples by self-influence, that a page holds. */
    static final int MOST = 200;

    private static final int SELF = 48;
    private static final int MOST_IMAGE_CHARACTERS = 24 << 20;
    private static final int MOST_VALUES = 12;

    private final InfluenceResult result;
    private final ObjectNode page = new ObjectMapper().createObjectNode();
    private final ObjectNode trainExamples = page.putObject("train");
    private int characters;

    private InfluenceHtml(InfluenceResult result) {
        this.result = result;
    }

    /** Writes the page to {@code file}, replacing what is there. */
    public static void write(InfluenceReport report, Path file) throws IOException {
        ObjectNode page = new InfluenceHtml(report.result()).build(report);
        Map<String, String> parts = Map.of(
                "REPORT_CSS", PageTemplate.resource(PageTemplate.class, "report.css"),
                "CSS", PageTemplate.resource(InfluenceHtml.class, "influence.css"),
                "JS", PageTemplate.resource(InfluenceHtml.class, "influence.js"),
                "DATA", PageTemplate.script(page));
        Files.writeString(file, PageTemplate.fill(PageTemplate.resource(InfluenceHtml.class, "influence.html"), parts));
    }

    private ObjectNode build(InfluenceReport report) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Dataset train = result.train();
        page.put("data", train.source());
        page.put("trained", train.size());
        page.put("tested", result.test().size());
        page.put("method", result.settings().method().toString());
        page.set("classes", mapper.valueToTree(train.classNames()));
        page.put("values_of", train.isImages() ? 0 : (int) train.exampleShape().size());
        page.put("device", report.device());
        page.put("seconds", report.seconds());
        page.set("configuration", mapper.valueToTree(report.configuration()));
        page.set("versions", mapper.valueToTree(report.versions()));
        ArrayNode items = page.putArray("items");
        Extremes extremes = result.extremes();
        for (int t = 0; extremes != null && t < Math.min(MOST, extremes.tests()); t++) {
            ObjectNode item = items.addObject();
            item.set("test", example(result.test(), t).put("predicted", result.predicted()[t]));
            scored(item.putArray("helpful"), extremes.helpful(t), extremes.helpfulScores(t));
            scored(item.putArray("harmful"), extremes.harmful(t), extremes.harmfulScores(t));
        }
        ArrayNode self = page.putArray("self");
        int[] order = result.bySelfInfluence();
        for (int r = 0; r < Math.min(SELF, order.length); r++) {
            self.addArray().add(trained(order[r])).add(result.selfInfluence()[order[r]]);
        }
        return page;
    }

    private void scored(ArrayNode into, int[] rows, float[] scores) throws IOException {
        for (int r = 0; r < rows.length; r++) {
            into.addArray().add(trained(rows[r])).add(scores[r]);
        }
    }

    /** Puts a training example on the page, unless it is there, and returns its key. */
    private String trained(int row) throws IOException {
        String key = Integer.toString(row);
        if (!trainExamples.has(key)) {
            ObjectNode one = example(result.train(), row);
            int[] truth = result.train().trueLabels();
            if (truth != null) {
                one.put("truth", truth[row]);
            }
            trainExamples.set(key, one);
        }
        return key;
    }

    private ObjectNode example(Dataset set, int i) throws IOException {
        ObjectNode one = page.objectNode();
        one.put("index", set.index(i));
        one.put("label", set.labels()[i]);
        if (!set.origin(i).equals(set.source())) {
            one.put("origin", set.origin(i));
        }
        if (!set.isImages()) {
            int d = Math.toIntExact(set.exampleShape().size());
            ArrayNode values = one.putArray("values");
            for (int j = 0; j < Math.min(d, MOST_VALUES); j++) {
                values.add(set.features()[i * d + j]);
            }
        } else if (Png.showable(set) && characters < MOST_IMAGE_CHARACTERS) {
            String uri = Png.uri(set, i);
            characters += uri.length();
            one.put("image", uri);
        }
        return one;
    }
}
