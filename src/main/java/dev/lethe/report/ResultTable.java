package dev.lethe.report;

import dev.lethe.train.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The runs of a comparison as lines of text, one run a line. */
public final class ResultTable {
    private ResultTable() {}

    /** Heading, then one line for each run; columns that no run knows anything about are left out. */
    public static List<String> lines(Comparison comparison) {
        List<RunResult> runs = comparison.runs();
        List<List<String>> columns = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("loss"));
        runs.forEach(r -> names.add(r.loss()));
        columns.add(names);
        add(columns, "test best", runs.stream().map(RunResult::testAccuracyBest).collect(Collectors.toList()));
        add(columns, "test last", runs.stream().map(RunResult::testAccuracyLast).collect(Collectors.toList()));
        add(
                columns,
                "clean train",
                runs.stream().map(RunResult::cleanTrainAccuracy).collect(Collectors.toList()));
        add(columns, "memorized", runs.stream().map(RunResult::memorized).collect(Collectors.toList()));
        add(columns, "recovered", runs.stream().map(RunResult::recovered).collect(Collectors.toList()));
        List<String> times = new ArrayList<>(List.of("time"));
        runs.forEach(r -> times.add(Text.duration(r.seconds())));
        columns.add(times);

        List<String> lines = new ArrayList<>();
        for (int row = 0; row <= runs.size(); row++) {
            lines.add(line(columns, row));
        }
        return lines;
    }

    private static void add(List<List<String>> columns, String heading, List<Double> fractions) {
        List<String> cells = new ArrayList<>(List.of(heading));
        fractions.forEach(f -> cells.add(Text.percent(f)));
        if (cells.stream().skip(1).anyMatch(c -> !c.equals("-"))) {
            columns.add(cells);
        }
    }

    private static String line(List<List<String>> columns, int row) {
        StringBuilder line = new StringBuilder();
        for (List<String> column : columns) {
            int width = column.stream().mapToInt(String::length).max().getAsInt();
            String padding = " ".repeat(width - column.get(row).length());
            boolean first = line.length() == 0;
            line.append(first ? column.get(row) + padding : "   " + padding + column.get(row));
        }
        return line.toString();
    }
}
