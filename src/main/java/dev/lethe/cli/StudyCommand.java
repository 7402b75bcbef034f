package dev.lethe.cli;

import dev.lethe.study.Study;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the studies; each is a command below this one. */
@Command(
        name = "study",
        synopsisSubcommandLabel = "[NAME]",
        description = "Runs a study: an experiment with its claims checked. Without a name, lists the studies.")
final class StudyCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    /** The command with one below it for each study. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new StudyCommand());
        Study.all().forEach(study -> line.addSubcommand(study.name(), OneStudy.line(study)));
        return line;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Study study : Study.all()) {
            out.printf("%-16s %s%n", study.name(), study.purpose());
        }
        out.println();
        out.println("'lethe study NAME' runs one, 'lethe study NAME --quick' a small version of it in seconds, and"
                + " 'lethe study NAME --help' lists its options.");
        out.flush();
        return 0;
    }
}
