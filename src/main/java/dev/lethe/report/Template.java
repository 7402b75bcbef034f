package dev.lethe.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A page that needs no network: markup from a resource, with style, script, uPlot and data put inside. */
final class Template {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

    private Template() {}

    /**
     * Writes the page to {@code file}, replacing what is there.
     *
     * @param name of the resources {@code name.html} and {@code name.js}
     * @param css the resource with its style
     * @throws IOException also if uPlot (org.webjars.npm:uplot 1.6.30) is not on the class path
     */
    static void write(String name, String css, JsonNode data, Path file) throws IOException {
        // Inside a script element, "</" would end it and "<!--" change how it is read.
        String json = new ObjectMapper().writeValueAsString(data).replace("<", "\\u003c");
        Map<String, String> parts = Map.of(
                "UPLOT_LICENCE", resource(UPLOT + "LICENSE").trim(),
                "UPLOT_CSS", resource(UPLOT + "dist/uPlot.min.css"),
                "UPLOT_JS", resource(UPLOT + "dist/uPlot.iife.min.js"),
                "CSS", resource(css),
                "JS", resource(name + ".js"),
                "DATA", json);
        Files.writeString(file, fill(resource(name + ".html"), parts));
    }

    // One pass, so that a name inside a part is not filled in again.
    private static String fill(String template, Map<String, String> parts) {
        StringBuilder page = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
            int close = template.indexOf("}}", open);
            page.append(template, at, open).append(parts.get(template.substring(open + 2, close)));
            at = close + 2;
        }
        return page.append(template.substring(at)).toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(
                        name.startsWith("/")
                                ? "the page needs org.webjars.npm:uplot 1.6.30 on the class path; " + name
                                        + " is missing"
                                : "the resource dev/lethe/report/" + name + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
