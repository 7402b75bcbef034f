package dev.lethe.cli;

import dev.lethe.train.EpochRecord;
import dev.lethe.train.Listener;
import dev.lethe.train.Recipe;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a run goes: a moving bar on a terminal, a line after each epoch elsewhere. */
final class Progress implements Listener, AutoCloseable {
    private static final int WIDEST = 120;

    private final PrintWriter screen;
    private final String name;
    private final Recipe recipe;
    private final Interrupt interrupt;
    private final int columns;
    private ProgressBar bar;

    private Progress(PrintWriter screen, String name, Recipe recipe, Interrupt interrupt, int columns) {
        this.screen = screen;
        this.name = name;
        this.recipe = recipe;
        this.interrupt = interrupt;
        this.columns = columns;
    }

    /**
     * Follows a run; on a terminal, whose width the launcher says in the property {@code lethe.columns}, with a bar.
     *
     * @param width of the column with the loss, in characters
     */
    static Progress on(PrintWriter screen, int width, Recipe recipe, Interrupt interrupt) {
        return named(screen, String.format("%-" + width + "s", recipe.loss()), recipe, interrupt);
    }

    /** As {@link #on}, with a name of its own for the run. */
    static Progress named(PrintWriter screen, String name, Recipe recipe, Interrupt interrupt) {
        return new Progress(screen, name, recipe, interrupt, Integer.getInteger("lethe.columns", 0));
    }

    @Override
    public void step(int epoch, int done, int total) {
        if (columns == 0) {
            return;
        }
        if (bar == null) {
            // Opened at the first step: a resumed run starts in the middle.
            long before = (long) (epoch - 1) * total;
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax((long) recipe.epochs() * total)
                    .startsFrom(before, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new DelegatingProgressBarConsumer(this::redraw, Math.min(columns - 1, WIDEST)))
                    .build();
        }
        bar.stepTo((long) (epoch - 1) * total + done);
    }

    private void redraw(String text) {
        screen.print("\r" + text);
        screen.flush();
    }

    @Override
    public void epoch(EpochRecord record) {
        if (bar != null) {
            bar.setExtraMessage(measured(record));
            return;
        }
        screen.printf(
                Locale.ROOT,
                "%s  epoch %" + String.valueOf(recipe.epochs()).length() + "d/%d  loss %.4f%s  %.1f s%n",
                name,
                record.epoch(),
                recipe.epochs(),
                record.trainLoss(),
                measured(record),
                record.seconds());
        screen.flush();
    }

    private static String measured(EpochRecord record) {
        StringBuilder text = new StringBuilder();
        add(text, "test", record.testAccuracy());
        add(text, "memorized", record.memorized());
        add(text, "recovered", record.recovered());
        if (record.epsilon() != null) {
            text.append(String.format(Locale.ROOT, "  epsilon %.3f", record.epsilon()));
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String what, Double fraction) {
        if (fraction != null && !fraction.isNaN()) {
            text.append(String.format(Locale.ROOT, "  %s %5.1f%%", what, 100 * fraction));
        }
    }

    @Override
    public boolean cancelled() {
        return interrupt.asked();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            screen.println();
            screen.flush();
        }
    }
}
