package dev.lethe.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A comparison as JSON: accuracies are fractions from 0 to 1, null where unknown. */
public final class ResultsJson {
    static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultsJson() {}

    /** Writes the comparison to {@code file}, replacing what is there. */
    public static void write(Comparison comparison, Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(node(comparison)) + "\n");
    }

    static ObjectNode node(Comparison comparison) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("seed", comparison.seed());
        root.put("device", comparison.device());
        root.put("data", comparison.data());
        root.put("noise", comparison.noise());
        root.put("train_size", comparison.trainSize());
        root.put("wrong_labels", comparison.wrongLabels() < 0 ? null : comparison.wrongLabels());
        root.set("versions", MAPPER.valueToTree(comparison.versions()));
        root.set("configuration", MAPPER.valueToTree(comparison.configuration()));
        ArrayNode runs = root.putArray("runs");
        comparison.runs().forEach(run -> runs.add(node(run)));
        return root;
    }

    private static ObjectNode node(RunResult run) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("loss", run.loss());
        node.put("model", run.model());
        node.put("epochs", run.epochs());
        node.put("test_accuracy_best", known(run.testAccuracyBest()));
        node.put("test_accuracy_last", known(run.testAccuracyLast()));
        node.put("clean_train_accuracy", known(run.cleanTrainAccuracy()));
        node.put("memorized", known(run.memorized()));
        node.put("recovered", known(run.recovered()));
        node.put("seconds", known(run.seconds()));
        ArrayNode curve = node.putArray("curve");
        for (EpochRecord epoch : run.curve()) {
            ObjectNode point = curve.addObject();
            point.put("epoch", epoch.epoch());
            point.put("train_loss", known(epoch.trainLoss()));
            point.put("test_accuracy", known(epoch.testAccuracy()));
            point.put("validation_accuracy", known(epoch.validationAccuracy()));
            point.put("clean_train_accuracy", known(epoch.cleanTrainAccuracy()));
            point.put("memorized", known(epoch.memorized()));
            point.put("recovered", known(epoch.recovered()));
            if (epoch.epsilon() != null) {
                point.put("epsilon", known(epoch.epsilon()));
            }
            point.put("seconds", known(epoch.seconds()));
        }
        return node;
    }

    // JSON has neither NaN nor infinity.
    private static Double known(Double value) {
        return value == null || value.isNaN() || value.isInfinite() ? null : value;
    }
}
