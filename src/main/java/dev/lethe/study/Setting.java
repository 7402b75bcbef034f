package dev.lethe.study;

import java.util.List;
import java.util.Objects;

/**
 * Something that can be set in a study.
 *
 * @param name as on the command line, without its hyphens
 * @param label what stands for the value in help, such as {@code N}
 * @param description what it does, without a full stop
 * @param standard the value if none is given
 * @param quick the value of a quick run if none is given
 * @param reader makes a value of a text
 */
public record Setting(String name, String label, String description, Object standard, Object quick, Reader reader) {

    /** Reads a value, or throws {@link IllegalArgumentException} saying what is allowed. */
    @FunctionalInterface
    public interface Reader {
        Object read(String text);
    }

    public Setting {
        Objects.requireNonNull(standard, "standard");
        Objects.requireNonNull(quick, "quick");
    }

    /** A whole number from {@code least} to {@code most}. */
    public static Setting integer(String name, String description, int standard, int quick, int least, int most) {
        return new Setting(name, "N", description, standard, quick, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // said below, with the range
            }
            throw new IllegalArgumentException("a whole number from " + least + " to " + most + " is expected");
        });
    }

    /** A number from {@code least} to {@code most}. */
    public static Setting number(
            String name, String description, double standard, double quick, double least, double most) {
        return new Setting(name, "X", description, standard, quick, text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // said below, with the range
            }
            throw new IllegalArgumentException("a number from " + least + " to " + most + " is expected");
        });
    }

    /** One of {@code allowed}, the first of which is the standard. */
    public static Setting choice(String name, String description, String... allowed) {
        List<String> words = List.of(allowed);
        String all = description + ": " + String.join(", ", words);
        return new Setting(name, "WORD", all, words.get(0), words.get(0), text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException("one of " + String.join(", ", words) + " is expected");
            }
            return text;
        });
    }

    /** Any text; the study says what is wrong with it. */
    public static Setting text(String name, String label, String description, String standard, String quick) {
        return new Setting(name, label, description, standard, quick, text -> text);
    }

    /** @throws IllegalArgumentException naming the setting, the text and what is allowed */
    Object read(String text) {
        try {
            return reader.read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + name + " '" + text + "': " + e.getMessage(), e);
        }
    }
}
