package dev.lethe.influence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Influence with how it was scored.
 *
 * @param device what it was computed on
 * @param configuration every option that shaped it, by name, in the order to show
 * @param versions of the library and what it ran on, by name
 * @param seconds wall time of training and scoring
 */
public record InfluenceReport(
        InfluenceResult result,
        String device,
        Map<String, Object> configuration,
        Map<String, String> versions,
        double seconds) {

    public InfluenceReport {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
}
