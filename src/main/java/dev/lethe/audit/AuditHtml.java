package dev.lethe.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Dataset;
import dev.lethe.report.PageTemplate;
import dev.lethe.report.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** An audit as one page that needs no network: the estimated noise, and the most suspicious labels to look through. */
public final class AuditHtml {
    /** The most examples that a page holds. */
    static final int MOST = 2000;

    private static final int MOST_IMAGE_CHARACTERS = 24 << 20;
    private static final int MOST_VALUES = 12;
    private static final int MOST_MAPPED = 128; // classes
    private static final int MOST_PAIRS = 10;

    private AuditHtml() {}

    /** Writes the page to {@code file}, replacing what is there. */
    public static void write(AuditReport report, Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Audit audit = report.audit();
        ObjectNode page = AuditJson.summary(report);
        double[][] joint = audit.joint().joint();
        page.set("pairs", pairs(joint, audit.size(), mapper));
        if (joint.length <= MOST_MAPPED) {
            page.set("noise_matrix", AuditJson.matrix(audit.joint().noiseMatrix()));
            page.set("joint", AuditJson.matrix(joint));
        }
        page.put(
                "values_of",
                audit.data().isImages() ? 0 : (int) audit.data().exampleShape().size());
        page.set("items", items(audit, mapper));
        Map<String, String> parts = Map.of(
                "REPORT_CSS", PageTemplate.resource(PageTemplate.class, "report.css"),
                "CSS", PageTemplate.resource(AuditHtml.class, "audit.css"),
                "JS", PageTemplate.resource(AuditHtml.class, "audit.js"),
                "DATA", PageTemplate.script(page));
        Files.writeString(file, PageTemplate.fill(PageTemplate.resource(AuditHtml.class, "audit.html"), parts));
    }

    /** The most frequent mistakes by the calibrated joint. */
    private static ArrayNode pairs(double[][] joint, int n, ObjectMapper mapper) {
        List<ObjectNode> all = new ArrayList<>();
        for (int given = 0; given < joint.length; given++) {
            for (int likely = 0; likely < joint.length; likely++) {
                if (given != likely && joint[given][likely] * n >= 0.5) {
                    all.add(mapper.createObjectNode()
                            .put("given", given)
                            .put("suggested", likely)
                            .put("count", joint[given][likely] * n));
                }
            }
        }
        all.sort(Comparator.comparingDouble(pair -> -pair.get("count").doubleValue()));
        return mapper.createArrayNode().addAll(all.subList(0, Math.min(MOST_PAIRS, all.size())));
    }

    private static ArrayNode items(Audit audit, ObjectMapper mapper) throws IOException {
        Dataset data = audit.data();
        int[] order = audit.order();
        int[] suggested = audit.suggested();
        int[] given = audit.evidence().given();
        double[] scores = audit.scores();
        boolean origins = !data.origin(0).equals(data.source());
        boolean images = Png.showable(data);
        int characters = 0;
        ArrayNode items = mapper.createArrayNode();
        for (int rank = 0; rank < Math.min(MOST, order.length); rank++) {
            int i = order[rank];
            ObjectNode item = items.addObject();
            item.put("index", data.index(i));
            item.put("given", given[i]);
            item.put("suggested", suggested[i]);
            item.put("score", scores[i]);
            item.put("p", audit.evidence().probabilities().at(i, given[i]));
            item.put("reasons", audit.reasons(i));
            if (origins) {
                item.put("origin", data.origin(i));
            }
            if (!data.isImages()) {
                values(data, i, item.putArray("values"));
            } else if (images && characters < MOST_IMAGE_CHARACTERS) {
                String uri = Png.uri(data, i);
                characters += uri.length();
                item.put("image", uri);
            }
        }
        return items;
    }

    private static void values(Dataset data, int i, ArrayNode into) {
        int d = Math.toIntExact(data.exampleShape().size());
        for (int j = 0; j < Math.min(d, MOST_VALUES); j++) {
            into.add(data.features()[i * d + j]);
        }
    }
}
