package dev.lethe.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.Shape;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import java.util.List;

/**
 * What a saved model takes and gives.
 *
 * @param model as on the command line, such as {@code convnet}
 * @param shape of one example
 * @param images whether examples are bytes 0..255 before normalisation
 * @param classNames one name for each class
 * @param scale see {@link Normalisation}
 * @param shift see {@link Normalisation}
 */
record ModelDescription(
        String model, int[] shape, boolean images, List<String> classNames, float[] scale, float[] shift) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ModelDescription of(String model, Dataset data, Normalisation normalisation) {
        return new ModelDescription(
                model,
                data.exampleShape().toArray(),
                data.isImages(),
                data.classNames(),
                normalisation.scale(),
                normalisation.shift());
    }

    /** @throws DataException naming what is wrong */
    static ModelDescription of(String where, JsonNode json) {
        try {
            ModelDescription d = JSON.treeToValue(json, ModelDescription.class);
            if (d == null || d.model == null || d.shape == null || d.classNames == null || d.scale == null) {
                throw new DataException(where + ": field 'model' is incomplete: " + json);
            }
            return d;
        } catch (JsonProcessingException e) {
            throw new DataException(where + ": field 'model': " + e.getOriginalMessage(), e);
        }
    }

    JsonNode json() {
        return JSON.valueToTree(this);
    }

    Shape exampleShape() {
        return Shape.of(shape);
    }

    Normalisation normalisation() {
        return new Normalisation(scale, shift);
    }
}
