package dev.lethe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options that every command takes. */
@Command
final class Common {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 1000,
            description = "Show this help and end.")
    boolean help;

    @Option(names = "--stacktrace", order = 1001, description = "On failure, also show where in the program.")
    boolean stacktrace;
}
