package dev.lethe.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Pages put together from resources: parts take the place of their {{NAMES}} in a template. */
public final class PageTemplate {
    private PageTemplate() {}

    /**
     * The template with each {{NAME}} replaced by the part of that name, in one pass: a name inside a part stays.
     *
     * @throws IllegalArgumentException naming a part that is missing
     */
    public static String fill(String template, Map<String, String> parts) {
        StringBuilder page = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
            int close = template.indexOf("}}", open);
            String name = template.substring(open + 2, close);
            if (!parts.containsKey(name)) {
                throw new IllegalArgumentException("the template asks for " + name + "; there are " + parts.keySet());
            }
            page.append(template, at, open).append(parts.get(name));
            at = close + 2;
        }
        return page.append(template.substring(at)).toString();
    }

    /**
     * The text of a resource, by a path from the package of {@code near} or from the root.
     *
     * @throws IOException if it is not on the class path
     */
    public static String resource(Class<?> near, String name) throws IOException {
        try (InputStream in = near.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " of " + near.getName() + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** JSON that may stand inside a script element, where {@code </} would end it and {@code <!--} change how it is read. */
    public static String script(JsonNode json) {
        return json.toString().replace("<", "\\u003c");
    }
}
