package dev.lethe.memorization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What many models say of the examples, with how it was made.
 *
 * @param runs what was trained
 * @param models how many there are
 * @param correct scores by whether the given label is predicted
 * @param probable scores by the probability of the given label
 * @param half how far two halves of the models agree, by probability
 * @param search what pairs were looked for
 * @param influences the pairs found, the strongest first
 * @param chance how many pairs are found where the models' members are drawn anew
 * @param configuration every option that shaped it, by name, in the order to show
 * @param versions of the library and what it ran on, by name
 */
public record MemorizationReport(
        ModelRuns runs,
        int models,
        MemorizationScores correct,
        MemorizationScores probable,
        SplitHalf half,
        InfluenceSearch search,
        List<Influence> influences,
        int chance,
        Map<String, Object> configuration,
        Map<String, String> versions) {

    public MemorizationReport {
        influences = List.copyOf(influences);
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
}
