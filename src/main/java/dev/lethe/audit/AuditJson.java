package dev.lethe.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.noise.AnchorPoints;
import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;
import dev.lethe.data.noise.Pruning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** An audit as JSON: its numbers, its matrices and how it was made; null stands for what is not known. */
public final class AuditJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double ANCHOR_QUANTILE = 0.97;

    private AuditJson() {}

    /** Writes the audit to {@code file}, replacing what is there. */
    public static void write(AuditReport report, Path file) throws IOException {
        ObjectNode root = summary(report);
        Audit audit = report.audit();
        Probabilities p = audit.evidence().probabilities();
        ConfidentJoint joint = audit.joint();
        root.set("thresholds", MAPPER.valueToTree(joint.thresholds()));
        root.set("confident_joint", MAPPER.valueToTree(joint.counts()));
        root.set("joint", MAPPER.valueToTree(joint.joint()));
        root.set("noise_matrix", matrix(joint.noiseMatrix()));
        root.set("inverse_noise_matrix", matrix(joint.inverseNoiseMatrix()));
        root.set(
                "anchor_noise_matrix",
                matrix(AnchorPoints.estimate(p, ANCHOR_QUANTILE).matrix()));
        ObjectNode selected = root.putObject("selected_by");
        for (Pruning method : Pruning.values()) {
            int count = 0;
            for (boolean wrong : method.select(p, joint)) {
                count += wrong ? 1 : 0;
            }
            selected.put(method.name().toLowerCase(Locale.ROOT), count);
        }
        Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
    }

    /** What is said of an audit as a whole. */
    static ObjectNode summary(AuditReport report) {
        Audit audit = report.audit();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("data", audit.data().source());
        root.put("examples", audit.size());
        root.set("classes", MAPPER.valueToTree(audit.data().classNames()));
        root.put("score", audit.score().toString());
        root.put("estimated_wrong_labels", audit.joint().estimatedErrors());
        root.put("contradicted_labels", audit.contradicted());
        root.put("seed", report.seed());
        root.put("device", report.device());
        root.put("seconds", report.seconds());
        root.set("configuration", MAPPER.valueToTree(report.configuration()));
        root.set("versions", MAPPER.valueToTree(report.versions()));
        root.set("planted", report.planted() == null ? null : planted(report.planted()));
        return root;
    }

    private static ObjectNode planted(Planted planted) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("wrong_labels", planted.wrong());
        node.put("corrected", planted.corrected());
        node.put("spoilt", planted.spoilt());
        ObjectNode scores = node.putObject("scores");
        planted.figures().forEach((score, figures) -> {
            ObjectNode one = scores.putObject(score.toString());
            one.put("area_under_curve", figures.areaUnderCurve());
            one.put("precision_at_wrong_labels", figures.precision());
            one.put("average_precision", figures.averagePrecision());
        });
        return node;
    }

    /** Rows of numbers, null in place of NaN, which JSON has not. */
    static ArrayNode matrix(double[][] rows) {
        ArrayNode all = MAPPER.createArrayNode();
        for (double[] row : rows) {
            ArrayNode one = all.addArray();
            for (double value : row) {
                one.add(Double.isNaN(value) ? null : value);
            }
        }
        return all;
    }
}
