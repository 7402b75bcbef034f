package dev.lethe.cli;

import dev.lethe.train.Listener;
import dev.lethe.train.Recipe;
import java.io.PrintWriter;

/** Shows how the models of a cross-validation go, one {@link Progress} after the other. */
final class ProgressOfFolds implements AutoCloseable {
    private final PrintWriter screen;
    private final int folds;
    private final Recipe recipe;
    private final Interrupt interrupt;
    private Progress open;

    ProgressOfFolds(PrintWriter screen, int folds, Recipe recipe, Interrupt interrupt) {
        this.screen = screen;
        this.folds = folds;
        this.recipe = recipe;
        this.interrupt = interrupt;
    }

    /** Ends the fold before and follows this one, counted from 0. */
    Listener fold(int fold) {
        close();
        open = Progress.named(screen, "fold " + (fold + 1) + "/" + folds, recipe, interrupt);
        return open;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
