package dev.lethe.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Dataset;
import dev.lethe.train.LedgerTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A comparison as one page that needs no network: table, curves and the most suspicious labels. */
public final class HtmlReport {
    private static final int SHOWN = 60;

    private HtmlReport() {}

    /**
     * Writes the page to {@code file}, replacing what is there.
     *
     * @param train the data set whose rows the ledgers describe; only its images and class names are used
     * @throws IOException also if uPlot (org.webjars.npm:uplot 1.6.30) is not on the class path
     */
    public static void write(Comparison comparison, Dataset train, Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode page = ResultsJson.node(comparison);
        ArrayNode findings = page.putArray("findings");
        Findings.of(comparison).forEach(findings::add);
        page.set("suspects", suspects(comparison, train, mapper));

        ChartPage.write("report", page, file);
    }

    private static ObjectNode suspects(Comparison comparison, Dataset train, ObjectMapper mapper) throws IOException {
        Suspects suspects = Suspects.of(comparison);
        LedgerTable ledger = suspects.run().ledger();
        int shown = Math.min(SHOWN, suspects.rows().size());
        ObjectNode node = mapper.createObjectNode();
        node.put("loss", suspects.run().loss());
        node.put("reason", suspects.reason());
        node.put("contradicted", suspects.rows().size());
        if (ledger.trueLabel() != null) {
            node.put("contradicted_wrong", suspects.wrong(suspects.rows().size()));
            node.put("shown_wrong", suspects.wrong(shown));
        }
        Map<Integer, Integer> rowOfIndex = new HashMap<>();
        for (int i = 0; i < train.size(); i++) {
            rowOfIndex.put(train.index(i), i);
        }
        List<String> names = train.classNames();
        ArrayNode items = node.putArray("items");
        for (int row : suspects.rows().subList(0, shown)) {
            ObjectNode item = items.addObject();
            item.put("index", ledger.index()[row]);
            item.put("given", names.get(ledger.given()[row]));
            item.put("prediction", names.get(ledger.prediction()[row]));
            if (ledger.trueLabel() != null) {
                item.put("truth", names.get(ledger.trueLabel()[row]));
            }
            item.put("probability", ledger.probability()[row]);
            Integer example = rowOfIndex.get(ledger.index()[row]);
            if (example == null) {
                throw new IllegalArgumentException(
                        "the ledger has example " + ledger.index()[row] + ", which " + train + " has not");
            }
            if (Png.showable(train)) {
                item.put("image", Png.uri(train, example));
            }
        }
        return node;
    }
}
