package dev.lethe.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where an audit that trains has its evidence from. */
enum AuditMethod {
    DYNAMICS("dynamics", "elr"),
    CROSS_VALIDATION("cross-validation", "gce");

    private final String label;
    private final String loss;

    AuditMethod(String label, String loss) {
        this.label = label;
        this.loss = loss;
    }

    static AuditMethod parse(String name) {
        return Arrays.stream(values())
                .filter(m -> m.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method '" + name + "'; allowed are "
                        + Arrays.stream(values()).map(m -> m.label).collect(Collectors.joining(", "))));
    }

    /** The loss that serves where none is asked for. */
    String usualLoss() {
        return loss;
    }

    @Override
    public String toString() {
        return label;
    }
}
