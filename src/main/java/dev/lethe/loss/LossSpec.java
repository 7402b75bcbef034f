package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A loss as a user names it, such as {@code gce:q=0.5}: a name and its numbers, for some also a file.
 *
 * @param name one of those that {@link #help} lists
 * @param parameters every number of the loss, given or standard, by name
 * @param files the file of the loss by its name, as in {@code forward:matrix=noise.csv}; empty if none is given
 */
public record LossSpec(String name, SortedMap<String, Double> parameters, SortedMap<String, String> files) {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    /**
     * Fills in the standard values of the numbers that are missing.
     *
     * @throws IllegalArgumentException naming an unknown name or number, or one out of its range, and what is allowed
     */
    public LossSpec {
        LossKind kind = kind(name);
        SortedMap<String, Double> all = new TreeMap<>();
        for (LossKind.Parameter p : kind.parameters()) {
            all.put(p.name(), p.standard());
        }
        parameters.forEach((key, value) -> {
            LossKind.Parameter p = kind.parameter(key);
            if (p == null) {
                throw new IllegalArgumentException(
                        "loss '" + name + "' has no parameter '" + key + "': " + allowed(kind));
            }
            if (!p.allowed().test(value) || !lasts(value)) {
                throw new IllegalArgumentException(
                        "loss '" + name + "': " + key + "=" + number(value) + " is out of range, it is " + p.range());
            }
            all.put(key, value);
        });
        parameters = Collections.unmodifiableSortedMap(all);
        files.forEach((key, value) -> {
            if (!key.equals(kind.file())) {
                throw new IllegalArgumentException("loss '" + name + "' has no file '" + key + "': " + allowed(kind));
            }
            if (value.isBlank() || value.indexOf(',') >= 0) {
                throw new IllegalArgumentException(
                        "loss '" + name + "': " + key + "='" + value + "' is not the name of a file without commas");
            }
        });
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** A loss without a file. */
    public LossSpec(String name, SortedMap<String, Double> parameters) {
        this(name, parameters, new TreeMap<>());
    }

    /** Whether the 32-bit number that kernels take lies between 0, 1 and infinity where this one does. */
    private static boolean lasts(double value) {
        float rounded = (float) value;
        return Float.isFinite(rounded) && (rounded == 0) == (value == 0) && (rounded < 1) == (value < 1);
    }

    /** As {@link #parseList}, of exactly one loss. */
    public static LossSpec parse(String text) {
        List<LossSpec> all = parseList(text);
        if (all.size() != 1) {
            throw new IllegalArgumentException("'" + text + "' names " + all.size() + " losses, one is expected");
        }
        return all.get(0);
    }

    /**
     * Losses with commas between them, such as {@code ce,gce:q=0.5,elr:lambda=3,beta=0.9}: what has a name before its
     * colon, or no {@code =}, begins a loss, and {@code key=value} belongs to the loss before it. A comma ends the name of
     * a file, too.
     *
     * @throws IllegalArgumentException naming the part that is wrong, and what is allowed
     */
    public static List<LossSpec> parseList(String text) {
        List<LossSpec> all = new ArrayList<>();
        String name = null;
        Values values = new Values();
        for (String item : text.split(",", -1)) {
            String part = item.strip();
            int equals = part.indexOf('=');
            int colon = (equals < 0 ? part : part.substring(0, equals)).indexOf(':');
            if (part.isEmpty()) {
                throw new IllegalArgumentException("an empty loss in '" + text + "': " + names());
            }
            if (colon >= 0 || equals < 0) {
                add(all, name, values);
                name = (colon >= 0 ? part.substring(0, colon) : part).strip();
                values = new Values();
                kind(name);
                part = colon >= 0 ? part.substring(colon + 1).strip() : null;
            } else if (name == null) {
                throw new IllegalArgumentException("'" + part + "' stands before any loss in '" + text + "'");
            }
            if (part != null) {
                assign(name, part, values);
            }
        }
        add(all, name, values);
        return List.copyOf(all);
    }

    /** What has been read of one loss. */
    private static final class Values {
        private final SortedMap<String, Double> numbers = new TreeMap<>();
        private final SortedMap<String, String> files = new TreeMap<>();
    }

    private static void add(List<LossSpec> all, String name, Values values) {
        if (name == null) {
            return;
        }
        LossSpec spec = new LossSpec(name, values.numbers, values.files);
        if (all.contains(spec)) {
            throw new IllegalArgumentException("loss '" + spec.label() + "' is asked for twice");
        }
        all.add(spec);
    }

    private static void assign(String name, String part, Values values) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? "" : part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip();
        if (key.equals(kind(name).file())) {
            if (values.files.put(key, value) != null) {
                throw new IllegalArgumentException("loss '" + name + "': " + key + " is given twice");
            }
            return;
        }
        if (key.isEmpty() || !NUMBER.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + part + "' of loss '" + name + "' is not NAME=NUMBER: " + allowed(kind(name)));
        }
        if (values.numbers.put(key, Double.valueOf(value)) != null) {
            throw new IllegalArgumentException("loss '" + name + "': " + key + " is given twice");
        }
    }

    /**
     * Makes the loss; of a method, the loss in it.
     *
     * @param data where a loss that keeps something for each training example does so
     * @param examples number of training examples
     * @param classes number of outputs
     * @throws dev.lethe.data.DataException naming what is wrong with the file of the loss
     */
    public Loss build(Device device, Arena data, int examples, int classes) {
        LossKind kind = kind(name);
        String file = kind.file() == null ? null : files.get(kind.file());
        return kind.maker().make(parameters, file, device, data, examples, classes);
    }

    /** Whether it names a method of training around a loss, such as {@code co-teaching}. */
    public boolean isMethod() {
        return kind(name).sort() == LossKind.Sort.METHOD;
    }

    /** Whether the loss keeps something for each training example. */
    public boolean hasMemory() {
        return kind(name).sort() == LossKind.Sort.WITH_MEMORY;
    }

    /** Name, file, and the numbers that differ from the standard; {@link #parse} reads it back. */
    public String label() {
        StringBuilder text = new StringBuilder(name);
        char before = ':';
        for (LossKind.Parameter p : kind(name).parameters()) {
            double value = parameters.get(p.name());
            if (value != p.standard()) {
                text.append(before).append(p.name()).append('=').append(number(value));
                before = ',';
            }
        }
        for (String key : files.keySet()) {
            text.append(before).append(key).append('=').append(files.get(key));
        }
        return text.toString();
    }

    /** Name and all numbers, also those that are standard, and its file; {@link #parse} reads it back. */
    public String inFull() {
        String values = Stream.concat(
                        parameters.entrySet().stream().map(e -> e.getKey() + "=" + number(e.getValue())),
                        files.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()))
                .collect(Collectors.joining(","));
        return values.isEmpty() ? name : name + ":" + values;
    }

    /** A line for each loss: how it is written, with standard values, and what it is. */
    public static List<String> help() {
        List<String> lines = new ArrayList<>();
        for (LossKind kind : LossKind.ALL) {
            lines.add(String.format("%-24s %s", usage(kind), kind.description()));
        }
        return lines;
    }

    private static LossKind kind(String name) {
        for (LossKind kind : LossKind.ALL) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown loss '" + name + "': " + names());
    }

    private static String names() {
        List<String> known = new ArrayList<>();
        for (LossKind kind : LossKind.ALL) {
            known.add(usage(kind));
        }
        return "known are " + String.join("; ", known);
    }

    private static String usage(LossKind kind) {
        StringBuilder text = new StringBuilder(kind.name());
        char before = ':';
        for (LossKind.Parameter p : kind.parameters()) {
            text.append(before).append(p.name()).append('=').append(number(p.standard()));
            before = ',';
        }
        if (kind.file() != null) {
            text.append(before).append(kind.file()).append("=FILE");
        }
        return text.toString();
    }

    private static String allowed(LossKind kind) {
        List<String> known = new ArrayList<>();
        for (LossKind.Parameter p : kind.parameters()) {
            known.add(p.name() + " (" + p.range() + ", standard " + number(p.standard()) + ")");
        }
        if (kind.file() != null) {
            known.add(kind.file() + " (a file)");
        }
        return known.isEmpty() ? "it takes none" : "it takes " + String.join(" and ", known);
    }

    static String number(double value) {
        String text = Double.toString(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
