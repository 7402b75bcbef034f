package dev.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the point of the project in under two minutes, with no data on disk. */
@Command(
        name = "demo",
        sortOptions = false,
        description = "Draws digits, gives 40%% of them a wrong label, and trains on them with three losses:"
                + " cross-entropy learns the wrong labels by heart, the other two do not.")
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/demo",
            description = "Folder for what is written. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "best",
            description = "What to compute on, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--resume", description = "Go on from the checkpoints in the --out folder, bit for bit.")
    private boolean resume;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<String> settings = List.of(
                "train",
                "--data=strokes:2000",
                "--noise=symmetric:0.4",
                "--loss=ce,gce,elr",
                "--epochs=30",
                "--batch=64",
                "--out=" + out);
        PrintWriter screen = spec.commandLine().getOut();
        screen.println("The demo is: lethe " + String.join(" ", settings));
        screen.println();
        screen.flush();
        CommandLine line = Main.commandLine();
        line.setOut(screen);
        line.setErr(spec.commandLine().getErr());
        List<String> args = new ArrayList<>(settings);
        args.add("--device=" + device);
        if (resume) {
            args.add("--resume");
        }
        if (common.stacktrace) {
            args.add("--stacktrace");
        }
        return line.execute(args.toArray(String[]::new));
    }
}
