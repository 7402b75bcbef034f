package dev.lethe.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole state of training in one directory, written atomically.
 *
 * <p>{@code weights.safetensors} holds parameters and buffers by name; {@code best.safetensors} those of the best epoch
 * by validation, where there is one; {@code state.safetensors} the optimiser, the loss and the ledger;
 * {@code tracking.safetensors} the epochs that were tracked, if any were;
 * {@code checkpoint.json} the recipe, what the model takes and gives, the clock, the curve, and the SHA-256 of the
 * other files.
 */
final class Checkpoint {
    static final String WEIGHTS = "weights.safetensors";
    static final String BEST = "best.safetensors";
    static final String STATE = "state.safetensors";
    static final String TRACKING = "tracking.safetensors";
    static final String DESCRIPTION = "checkpoint.json";
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final AtomicDirectory directory;
    private final Recipe recipe;
    private final Parts parts;
    private final Normalisation normalisation;

    Checkpoint(Path path, Recipe recipe, Parts parts, Normalisation normalisation) {
        this.directory = new AtomicDirectory(path);
        this.recipe = recipe;
        this.parts = parts;
        this.normalisation = normalisation;
    }

    /**
     * Fails if saving to {@code path} would delete files that are no checkpoint's.
     *
     * @param path or null for no checkpoints
     * @throws IllegalArgumentException naming such a file
     */
    static void requireOwn(Path path) {
        if (path != null) {
            new AtomicDirectory(path).requireOnly(Set.of(WEIGHTS, BEST, STATE, TRACKING, DESCRIPTION));
        }
    }

    boolean exists() {
        return directory.readable() != null;
    }

    void save(Device device, TrainingState state, History history) {
        directory.replace(into -> {
            ObjectNode json = JSON.createObjectNode();
            json.put("format", FORMAT);
            json.set("recipe", JSON.valueToTree(recipe));
            json.put("example_gradients", state.rule().text());
            json.set(
                    "model",
                    ModelDescription.of(Methods.network(recipe.model(), recipe.loss()), parts.train(), normalisation)
                            .json());
            json.put("data_fingerprint", fingerprint());
            json.set("clock", JSON.valueToTree(state.clock().save()));
            json.set("curve", JSON.valueToTree(history.curve()));
            json.put("seconds_in_epoch", history.secondsInEpoch());
            if (!state.tracking().isNone()) {
                json.put("tracking", state.tracking().text());
            }
            ObjectNode files = json.putObject("sha256");
            Map<String, Tensor> named = state.parameters().named();
            TensorFile.write(device, into.resolve(WEIGHTS), named, Map.of("format", "lethe"));
            files.put(WEIGHTS, Sha256.of(into.resolve(WEIGHTS)));
            TensorFile.write(device, into.resolve(STATE), state.tensors(), Map.of("format", "lethe-state"));
            files.put(STATE, Sha256.of(into.resolve(STATE)));
            if (history.bestValues() != null) {
                BestWeights.write(state.parameters(), history, into.resolve(BEST));
                files.put(BEST, Sha256.of(into.resolve(BEST)));
            }
            if (!history.tracked().isEmpty()) {
                history.tracked().write(into.resolve(TRACKING));
                files.put(TRACKING, Sha256.of(into.resolve(TRACKING)));
            }
            JSON.writeValue(into.resolve(DESCRIPTION).toFile(), json);
        });
    }

    /**
     * Restores a run.
     *
     * @throws DataException if the checkpoint is damaged, or is of another recipe or other data
     */
    History load(Device device, TrainingState state) {
        Path from = directory.readable();
        JsonNode json = readDescription(from);
        Recipe was = parse(from, json.path("recipe"), Recipe.class);
        if (!recipe.equals(was)) {
            throw new DataException(
                    "checkpoint " + from + " is of another recipe: " + was + "; this run's is " + recipe);
        }
        String rule = json.path("example_gradients").asText();
        if (!rule.equals(state.rule().text())) {
            throw new DataException("checkpoint " + from + " is of training with gradients of examples "
                    + (rule.isEmpty() ? "as they are" : rule) + "; this run's are "
                    + (state.rule().text().isEmpty()
                            ? "as they are"
                            : state.rule().text()));
        }
        if (!json.path("data_fingerprint").asText().equals(fingerprint())) {
            throw new DataException("checkpoint " + from
                    + " is of other training, validation or test data than this run's " + parts.train());
        }
        String tracked = json.path("tracking").asText("none");
        if (!tracked.equals(state.tracking().text())) {
            throw new DataException("checkpoint " + from + " is of a run that tracks '" + tracked
                    + "'; this run tracks '" + state.tracking().text() + "'");
        }
        verify(from, json);
        TensorFile.read(device, from.resolve(WEIGHTS), state.parameters().named());
        TensorFile.read(device, from.resolve(STATE), state.tensors());
        state.clock().restore(parse(from, json.path("clock"), int[].class));
        History history = new History();
        for (JsonNode epoch : json.path("curve")) {
            history.add(parse(from, epoch, EpochRecord.class));
        }
        history.secondsInEpoch(json.path("seconds_in_epoch").asDouble());
        if (json.path("sha256").has(BEST)) {
            BestWeights.read(state.parameters(), history, from.resolve(BEST));
        }
        if (json.path("sha256").has(TRACKING)) {
            int examples = parts.train().size();
            history.tracked().read(from.resolve(TRACKING), state.tracking(), examples);
        }
        return history;
    }

    private static <T> T parse(Path from, JsonNode json, Class<T> type) {
        try {
            T value = JSON.treeToValue(json, type);
            if (value != null) {
                return value;
            }
            throw new DataException(from.resolve(DESCRIPTION) + " lacks a " + type.getSimpleName());
        } catch (JsonProcessingException e) {
            throw new DataException(from.resolve(DESCRIPTION) + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Reads {@code checkpoint.json}. */
    static JsonNode readDescription(Path directory) {
        Path file = directory.resolve(DESCRIPTION);
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (json == null || json.path("format").asInt(-1) != FORMAT) {
                throw new DataException(file + ": field 'format' is " + (json == null ? "missing" : json.path("format"))
                        + ", " + FORMAT + " is understood");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new DataException(file + " is no checkpoint description: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Fails unless every file is as it was written. */
    static void verify(Path directory, JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("sha256").fieldNames().forEachRemaining(names::add);
        if (!names.contains(WEIGHTS)) {
            throw new DataException(directory.resolve(DESCRIPTION) + ": field 'sha256' names no " + WEIGHTS);
        }
        for (String name : names) {
            String was = json.path("sha256").path(name).asText();
            String is = Sha256.of(directory.resolve(name));
            if (!was.equals(is)) {
                throw new DataException(directory.resolve(name) + " is damaged: its SHA-256 is " + is + ", "
                        + DESCRIPTION + " says " + was);
            }
        }
    }

    private String fingerprint() {
        StringBuilder all = new StringBuilder(Sha256.of(parts.train()));
        for (Dataset measured : new Dataset[] {parts.validation(), parts.test()}) {
            all.append('-').append(measured == null ? "none" : Sha256.of(measured));
        }
        return all.toString();
    }
}
