package dev.lethe.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An audit with how it was made.
 *
 * @param audit the labels, judged
 * @param planted how well wrong labels were found, or null where the true labels are not known
 * @param seed of everything random
 * @param device what it was computed on; null where nothing was trained
 * @param configuration every option that shaped it, by name, in the order to show
 * @param versions of the library and what it ran on, by name
 * @param seconds wall time of training and judging
 */
public record AuditReport(
        Audit audit,
        Planted planted,
        long seed,
        String device,
        Map<String, Object> configuration,
        Map<String, String> versions,
        double seconds) {

    public AuditReport {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
}
