package dev.lethe.memorization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lethe.data.DataException;
import dev.lethe.train.Recipe;
import dev.lethe.train.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Everything that decides what a model's number stands for, by name: two runs of equal manifests and numbers give the same
 * bits. How many models there are is not in it, since more can be added.
 */
public final class Manifest {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Map<String, String> fields;

    private Manifest(Map<String, String> fields) {
        this.fields = Collections.unmodifiableMap(fields);
    }

    /**
     * The manifest of these runs.
     *
     * @param deviceKind such as {@code cpu} or {@code cuda}: their bits differ
     */
    public static Manifest of(ModelRuns runs, String deviceKind) {
        Recipe recipe = runs.recipe();
        String version = Manifest.class.getPackage().getImplementationVersion();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("format", Integer.toString(FORMAT));
        fields.put("lethe", version == null ? "built from classes" : version);
        fields.put("device", deviceKind);
        fields.put("train_examples", Integer.toString(runs.train().size()));
        fields.put("train_sha256", Sha256.of(runs.train()));
        fields.put(
                "test_examples",
                Integer.toString(runs.test() == null ? 0 : runs.test().size()));
        fields.put("test_sha256", runs.test() == null ? "none" : Sha256.of(runs.test()));
        fields.put("membership", runs.membership().kind().toString());
        fields.put("ratio", Double.toString(runs.membership().ratio()));
        fields.put("membership_seed", Long.toString(runs.membership().seed()));
        fields.put("model", recipe.model());
        fields.put("loss", recipe.loss());
        fields.put("optimizer", recipe.optimizer());
        fields.put("lr", Double.toString(recipe.rate()));
        fields.put("schedule", recipe.schedule());
        fields.put("batch", Integer.toString(recipe.batch()));
        fields.put("epochs", Integer.toString(recipe.epochs()));
        fields.put("augment", recipe.augmentation());
        fields.put("class_weights", recipe.classWeights());
        fields.put("seed", Long.toString(recipe.seed()));
        return new Manifest(fields);
    }

    /**
     * Reads what {@link #json} gave.
     *
     * @param source for messages
     * @throws DataException if it is no manifest
     */
    static Manifest read(String json, String source) {
        try {
            Map<String, String> fields = JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
            if (fields != null && fields.containsKey("format")) {
                return new Manifest(fields);
            }
        } catch (JsonProcessingException e) {
            throw new DataException(source + " holds no manifest of model runs: " + e.getOriginalMessage(), e);
        }
        throw new DataException(source + " holds no manifest of model runs: field 'format' is missing");
    }

    /** As a JSON object of strings. */
    String json() {
        try {
            return JSON.writeValueAsString(fields) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always written", e);
        }
    }

    /**
     * Fails unless {@code there}, read from {@code source}, is equal to this one.
     *
     * @throws DataException naming every field that differs
     */
    void require(Manifest there, String source) {
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(there.fields.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(fields.get(name), there.fields.get(name))) {
                differences.add(name + " is " + there.fields.get(name) + " there and " + fields.get(name) + " here");
            }
        }
        if (!differences.isEmpty()) {
            throw new DataException(source + " is of other model runs: " + String.join("; ", differences)
                    + ". Choose another folder, or the settings of this one");
        }
    }
}
