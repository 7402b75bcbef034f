package dev.lethe.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A page with charts that needs no network: markup from a resource, with style, script, uPlot and data put inside. */
final class ChartPage {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

    private ChartPage() {}

    /**
     * Writes the page to {@code file}, replacing what is there.
     *
     * @param name of the resources {@code name.html} and {@code name.js}
     * @throws IOException also if uPlot (org.webjars.npm:uplot 1.6.30) is not on the class path
     */
    static void write(String name, JsonNode data, Path file) throws IOException {
        Map<String, String> parts = Map.of(
                "UPLOT_LICENCE", uplot("LICENSE").trim(),
                "UPLOT_CSS", uplot("dist/uPlot.min.css"),
                "UPLOT_JS", uplot("dist/uPlot.iife.min.js"),
                "CSS", PageTemplate.resource(ChartPage.class, "report.css"),
                "JS", PageTemplate.resource(ChartPage.class, name + ".js"),
                "DATA", PageTemplate.script(data));
        Files.writeString(file, PageTemplate.fill(PageTemplate.resource(ChartPage.class, name + ".html"), parts));
    }

    private static String uplot(String name) throws IOException {
        if (ChartPage.class.getResource(UPLOT + name) == null) {
            throw new IOException("a page with charts needs org.webjars.npm:uplot 1.6.30 on the class path; " + UPLOT
                    + name + " is missing");
        }
        return PageTemplate.resource(ChartPage.class, UPLOT + name);
    }
}
