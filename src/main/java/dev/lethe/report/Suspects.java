package dev.lethe.report;

import dev.lethe.train.EpochRecord;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.RunResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The given labels that one run contradicts, most certain first.
 *
 * @param run whose final weights judge
 * @param reason why this run and no other
 * @param rows rows of its ledger whose prediction is not the given label, by margin from the lowest
 */
record Suspects(RunResult run, String reason, List<Integer> rows) {

    /**
     * Takes the run that generalises best and ranks by its margin: low where another class is far ahead.
     *
     * <p>True labels play no part, so that the ranking is what one would get without them.
     */
    static Suspects of(Comparison comparison) {
        List<RunResult> runs = comparison.runs();
        if (runs.size() == 1) {
            return of(runs.get(0), "the only run");
        }
        RunResult byValidation = best(runs, run -> last(run).validationAccuracy());
        if (byValidation != null) {
            return of(byValidation, "the run with the highest final validation accuracy");
        }
        RunResult byTest = best(runs, RunResult::testAccuracyLast);
        return byTest != null
                ? of(byTest, "the run with the highest final test accuracy")
                : of(runs.get(0), "the first run, as there was neither validation nor test data");
    }

    private static RunResult best(List<RunResult> runs, ToDoubleFunction<RunResult> score) {
        RunResult best = null;
        for (RunResult run : runs) {
            double value = run.curve().isEmpty() ? Double.NaN : score.applyAsDouble(run);
            if (!Double.isNaN(value) && (best == null || value > score.applyAsDouble(best))) {
                best = run;
            }
        }
        return best;
    }

    private static EpochRecord last(RunResult run) {
        return run.curve().get(run.curve().size() - 1);
    }

    private static Suspects of(RunResult run, String reason) {
        LedgerTable ledger = run.ledger();
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < ledger.size(); i++) {
            if (ledger.prediction()[i] != ledger.given()[i]) {
                rows.add(i);
            }
        }
        rows.sort(Comparator.<Integer>comparingDouble(i -> ledger.margin()[i]).thenComparing(i -> i));
        return new Suspects(run, reason, List.copyOf(rows));
    }

    /** How many of these labels are wrong indeed, or -1 where the true labels are unknown. */
    int wrong(int first) {
        LedgerTable ledger = run.ledger();
        if (ledger.trueLabel() == null) {
            return -1;
        }
        int wrong = 0;
        for (int row : rows.subList(0, Math.min(first, rows.size()))) {
            if (ledger.given()[row] != ledger.trueLabel()[row]) {
                wrong++;
            }
        }
        return wrong;
    }
}
