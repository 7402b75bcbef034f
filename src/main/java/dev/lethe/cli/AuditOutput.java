package dev.lethe.cli;

import dev.lethe.Shape;
import dev.lethe.audit.Audit;
import dev.lethe.audit.AuditHtml;
import dev.lethe.audit.AuditJson;
import dev.lethe.audit.AuditReport;
import dev.lethe.audit.LabelScore;
import dev.lethe.audit.Planted;
import dev.lethe.audit.SuspectsCsv;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where an audit goes: files in a folder, and a summary for the reader at the terminal.
 *
 * @param folder made if it is not there
 */
record AuditOutput(Path folder, PrintWriter screen) {
    private static final List<String> FILES = List.of("suspects.csv", "labels.npy", "audit.json", "audit.html");

    /** Makes the folder and takes away what an earlier audit wrote, so that it is not taken for what comes. */
    void prepare() throws IOException {
        Files.createDirectories(folder);
        for (String file : FILES) {
            Files.deleteIfExists(folder.resolve(file));
        }
    }

    /**
     * Writes all files, and what is most important to the screen.
     *
     * @param device null where nothing was trained
     * @param start of the work, in nanoseconds as of {@link System#nanoTime}
     */
    void write(Audit audit, long seed, String device, Map<String, Object> configuration, long start)
            throws IOException {
        Planted planted = Planted.of(audit);
        double seconds = (System.nanoTime() - start) * 1e-9;
        AuditReport report = new AuditReport(audit, planted, seed, device, configuration, Versions.all(), seconds);
        SuspectsCsv.write(audit, folder.resolve("suspects.csv"));
        Npy.write(folder.resolve("labels.npy"), HostTensor.of(audit.suggested(), Shape.of(audit.size())));
        AuditJson.write(report, folder.resolve("audit.json"));
        AuditHtml.write(report, folder.resolve("audit.html"));
        summarise(audit, planted);
    }

    private void summarise(Audit audit, Planted planted) {
        screen.println();
        screen.printf(
                Locale.ROOT,
                "About %,.0f of %,d labels are estimated to be wrong; for %,d another one is suggested.%n",
                audit.joint().estimatedErrors(),
                audit.size(),
                audit.contradicted());
        if (planted != null) {
            screen.printf(
                    Locale.ROOT,
                    "%,d labels are wrong: for %,d of them the true one is suggested, and %,d right ones would change.%n%n",
                    planted.wrong(),
                    planted.corrected(),
                    planted.spoilt());
            int width = planted.figures().keySet().stream()
                    .mapToInt(s -> s.toString().length())
                    .max()
                    .getAsInt();
            screen.printf("%-" + width + "s  area under curve  precision  average precision%n", "score");
            for (Map.Entry<LabelScore, Planted.Figures> one : planted.figures().entrySet()) {
                screen.printf(
                        Locale.ROOT,
                        "%-" + width + "s  %16.5f  %9.4f  %17.4f%n",
                        one.getKey(),
                        one.getValue().areaUnderCurve(),
                        one.getValue().precision(),
                        one.getValue().averagePrecision());
            }
            screen.println();
        }
        screen.println("Look through them: "
                + folder.resolve("audit.html").toAbsolutePath().normalize());
        screen.flush();
    }
}
