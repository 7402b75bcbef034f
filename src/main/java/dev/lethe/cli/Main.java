package dev.lethe.cli;

import dev.lethe.loss.LossSpec;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code lethe} command; its exit codes are 0 done, 1 failed or interrupted, 2 used wrongly. */
@Command(
        name = "lethe",
        description = "Trains networks on data that cannot be fully trusted, and keeps the account of every example.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Versions.class,
        subcommands = {
            TrainCommand.class,
            DemoCommand.class,
            PredictCommand.class,
            AuditCommand.class,
            InfluenceCommand.class,
            MemorizationCommand.class,
            DevicesCommand.class
        },
        footer = {
            "",
            "First steps:",
            "  lethe demo           see the point of the project, in under two minutes",
            "  lethe train --help   do the same on your data",
            "",
            "Exit codes: 0 done, 1 failed or interrupted, 2 used wrongly."
        })
public final class Main implements Runnable {
    private static final int WIDTH = 110;

    @Mixin
    private Common common;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show versions and end.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        int code;
        try {
            code = commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println("lethe: Java's heap is full (" + e.getMessage()
                    + "); set LETHE_HEAP to more memory, such as LETHE_HEAP=8g, or use less data or smaller batches");
            code = Failures.FAILED;
        }
        System.out.flush();
        System.exit(code);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(StudyCommand.line());
        Failures failures = new Failures();
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        line.setUsageHelpWidth(WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        UsageMessageSpec train =
                line.getSubcommands().get("train").getCommandSpec().usageMessage();
        List<String> footer = new ArrayList<>(List.of("", "Losses, with the values their numbers have if not given:"));
        LossSpec.help().forEach(loss -> footer.add("  " + loss.replace("%", "%%")));
        footer.addAll(List.of(train.footer()));
        train.footer(footer.toArray(String[]::new));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()) + " are allowed");
    }
}
