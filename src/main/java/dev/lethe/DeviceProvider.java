package dev.lethe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** A kind of device, found by {@link ServiceLoader}, so that the core depends on none. */
public interface DeviceProvider {
    /** First part of the name, such as {@code cpu}. */
    String kind();

    /** Order in which {@link Device#best} tries the kinds, lowest first; negative is never chosen. */
    int rank();

    /** What there is of this kind, a line each, or why there is none. */
    List<String> list();

    /** Why this kind cannot be used here, or null if it can. */
    String unavailable();

    /**
     * Opens a device.
     *
     * @param option what follows the colon in its name, or an empty string
     */
    Device open(String option);

    /** Every kind on the class path, in order of rank. */
    static List<DeviceProvider> all() {
        List<DeviceProvider> found = new ArrayList<>();
        ServiceLoader.load(DeviceProvider.class, DeviceProvider.class.getClassLoader())
                .forEach(found::add);
        found.sort(Comparator.comparingInt(DeviceProvider::rank));
        return found;
    }

    /** See {@link Device#open}. */
    static Device find(String spec) {
        int colon = spec.indexOf(':');
        String kind = colon < 0 ? spec : spec.substring(0, colon);
        String option = colon < 0 ? "" : spec.substring(colon + 1);
        List<String> known = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (DeviceProvider p : all()) {
            known.add(p.kind());
            boolean chosen = kind.equals("best") ? p.rank() >= 0 : p.kind().equals(kind);
            if (!chosen) {
                continue;
            }
            String reason = p.unavailable();
            if (reason == null) {
                try {
                    return p.open(option);
                } catch (RuntimeException e) {
                    if (!kind.equals("best")) {
                        throw e;
                    }
                    reason = e.getMessage();
                    System.getLogger(DeviceProvider.class.getName())
                            .log(System.Logger.Level.WARNING, "device best: not " + p.kind() + ", since " + reason);
                }
            }
            reasons.add(p.kind() + ": " + reason);
        }
        if (!reasons.isEmpty()) {
            throw new IllegalStateException("device '" + spec + "' cannot be used here: " + String.join("; ", reasons));
        }
        known.add("best");
        throw new IllegalArgumentException("unknown device '" + spec + "'; known here: " + String.join(", ", known));
    }
}
