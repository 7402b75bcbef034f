package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.report.ClaimTable;
import dev.lethe.report.StudyReport;
import dev.lethe.study.Setting;
import dev.lethe.study.Settings;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one study with the options of all studies and its own. */
@Command(sortOptions = false)
final class OneStudy implements Callable<Integer> {
    private final Study study;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for results.json and report.html. Default: out/study-NAME.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "best",
            description = "What to compute on, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--quick",
            description = "Take small values for what is not given: seconds, to see that it runs, not what it shows.")
    private boolean quick;

    @Option(names = "--check", description = "End with exit code 1 if a claim fails.")
    private boolean check;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    private OneStudy(Study study) {
        this.study = study;
    }

    static CommandLine line(Study study) {
        CommandLine line = new CommandLine(new OneStudy(study));
        CommandSpec spec = line.getCommandSpec();
        spec.usageMessage().description("Study: " + study.purpose() + ".");
        int order = 10;
        for (Setting s : study.settings()) {
            String values =
                    s.standard().equals(s.quick()) ? s.standard() + "." : s.standard() + "; quick: " + s.quick() + ".";
            String text = Character.toUpperCase(s.description().charAt(0))
                    + s.description().substring(1);
            spec.addOption(OptionSpec.builder("--" + s.name())
                    .paramLabel(s.label())
                    .type(String.class)
                    .order(order++)
                    .description(text + ". Default: " + values)
                    .build());
        }
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = new Settings(study.settings(), given(), quick);
        Path folder = out != null ? out : Path.of("out", "study-" + study.name());
        PrintWriter screen = spec.commandLine().getOut();
        try (Device opened = Device.open(device)) {
            Files.createDirectories(folder);
            // So that what an earlier run wrote is not taken for what an interrupted one did.
            Files.deleteIfExists(folder.resolve("results.json"));
            Files.deleteIfExists(folder.resolve("report.html"));
            long start = System.nanoTime();
            StudyResult result = study.run(new StudyRun(opened, seed, folder, settings, line -> {
                screen.println(line);
                screen.flush();
            }));
            double seconds = (System.nanoTime() - start) * 1e-9;
            StudyReport report = new StudyReport(
                    study.name(),
                    study.purpose(),
                    seed,
                    opened.description(),
                    settings.all(),
                    Versions.all(),
                    seconds,
                    result);
            report.write(folder);
            screen.println();
            ClaimTable.lines(result.claims()).forEach(screen::println);
            screen.println(
                    "Report: " + folder.resolve("report.html").toAbsolutePath().normalize());
            screen.flush();
            return check && !result.holds() ? Failures.FAILED : 0;
        }
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        for (Setting s : study.settings()) {
            String text = spec.commandLine().getParseResult().matchedOptionValue("--" + s.name(), null);
            if (text != null) {
                given.put(s.name(), text);
            }
        }
        return given;
    }
}
