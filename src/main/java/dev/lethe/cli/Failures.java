package dev.lethe.cli;

import dev.lethe.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in a line or two what went wrong, and chooses the exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return usage(e.getCommandLine(), e.getMessage());
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (command.getParseResult() != null && command.getParseResult().hasMatchedOption("--stacktrace")) {
            e.printStackTrace(command.getErr());
        }
        if (e instanceof IllegalArgumentException) {
            return usage(command, e.getMessage());
        }
        PrintWriter err = command.getErr();
        err.println("lethe: " + text(e));
        err.flush();
        return FAILED;
    }

    private static int usage(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + message);
        err.println("'" + name + " --help' lists what is allowed.");
        err.flush();
        return USAGE;
    }

    private static String text(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file or folder " + e.getMessage();
        }
        if (e instanceof FileSystemException) {
            FileSystemException f = (FileSystemException) e;
            String reason = f.getReason() == null ? f.getClass().getSimpleName() : f.getReason();
            return "cannot use " + f.getFile() + ": " + reason;
        }
        boolean meant = e instanceof DataException
                || e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof IllegalStateException;
        return meant && e.getMessage() != null
                ? e.getMessage()
                : "unexpected " + e + " (--stacktrace shows where; please report it)";
    }
}
