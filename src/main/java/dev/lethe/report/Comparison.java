package dev.lethe.report;

import dev.lethe.train.LedgerTable;
import dev.lethe.train.RunResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs that differ in their loss only, with what they have in common.
 *
 * @param seed of everything random
 * @param device what the runs were made on, such as {@code cpu: 2 threads, Vector API 512 bits}
 * @param data the data as it was asked for, such as {@code mnist:DIR}
 * @param noise the label noise as it was asked for, such as {@code symmetric:0.4}
 * @param configuration every option that shaped the runs, by name, in the order to show
 * @param versions of the library and what it ran on, by name
 * @param runs one for each loss, at least one
 */
public record Comparison(
        long seed,
        String device,
        String data,
        String noise,
        Map<String, Object> configuration,
        Map<String, String> versions,
        List<RunResult> runs) {

    public Comparison {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs at least one run");
        }
    }

    /** Number of training examples. */
    int trainSize() {
        return runs.get(0).ledger().size();
    }

    /** How many given labels are wrong, or -1 where the true labels are unknown. */
    int wrongLabels() {
        LedgerTable ledger = runs.get(0).ledger();
        if (ledger.trueLabel() == null) {
            return -1;
        }
        int wrong = 0;
        for (int i = 0; i < ledger.size(); i++) {
            if (ledger.given()[i] != ledger.trueLabel()[i]) {
                wrong++;
            }
        }
        return wrong;
    }
}
