package dev.lethe.train;

import java.util.Map;
import java.util.TreeMap;

/** A name with settings, as in {@code sgd:momentum=0.9,nesterov=true}. */
record Choice(String text, String name, Map<String, String> settings) {

    /**
     * @param what for messages, such as {@code optimizer}
     * @throws IllegalArgumentException naming the part that is no key=value
     */
    static Choice parse(String what, String text) {
        int colon = text.indexOf(':');
        Map<String, String> settings = new TreeMap<>();
        if (colon >= 0) {
            for (String part : text.substring(colon + 1).split(",")) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            what + " '" + text + "': '" + part + "' is not of the form key=value");
                }
                if (settings.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                    throw new IllegalArgumentException(
                            what + " '" + text + "': " + part.substring(0, equals) + " is given twice");
                }
            }
        }
        return new Choice(text, colon < 0 ? text : text.substring(0, colon), settings);
    }

    /** Takes a number from 0 up out of the settings. */
    double number(String key, double missing) {
        return number(key, missing, Double.MAX_VALUE);
    }

    /** Takes a number from 0 to {@code most} out of the settings. */
    double number(String key, double missing, double most) {
        String value = settings.remove(key);
        if (value == null) {
            return missing;
        }
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number) && number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("'" + text + "': " + key + "=" + value + " is not a number from 0 "
                + (most == Double.MAX_VALUE ? "up" : "to " + most));
    }

    /** Takes a text out of the settings. */
    String string(String key, String missing) {
        String value = settings.remove(key);
        return value == null ? missing : value;
    }

    /** Takes true or false out of the settings; false if missing. */
    boolean flag(String key) {
        String value = string(key, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("'" + text + "': " + key + "=" + value + " is neither true nor false");
        }
        return value.equals("true");
    }

    /** Fails if settings are left that nobody took. */
    void done(String allowed) {
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "': unknown setting " + settings.keySet() + "; allowed: " + allowed);
        }
    }
}
