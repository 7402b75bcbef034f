package dev.lethe.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value of every setting of a study. */
public final class Settings {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * @param known what the study takes
     * @param given texts by name of setting
     * @param quick whether what is not given has the value of a quick run
     * @throws IllegalArgumentException naming a setting that is unknown or has a value that is not allowed
     */
    public Settings(List<Setting> known, Map<String, String> given, boolean quick) {
        for (Setting s : known) {
            String text = given.get(s.name());
            values.put(s.name(), text != null ? s.read(text) : quick ? s.quick() : s.standard());
        }
        for (String name : given.keySet()) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no setting '" + name + "'; there are " + String.join(", ", values.keySet()));
            }
        }
    }

    public int integer(String name) {
        return (Integer) value(name);
    }

    public double number(String name) {
        return (Double) value(name);
    }

    public String text(String name) {
        return (String) value(name);
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no setting '" + name + "'; there are " + values.keySet());
        }
        return value;
    }

    /** All values by name, in the order of the study. */
    public Map<String, Object> all() {
        return Collections.unmodifiableMap(values);
    }
}
