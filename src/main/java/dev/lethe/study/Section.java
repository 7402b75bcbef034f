package dev.lethe.study;

import java.util.List;

/**
 * A part of what was measured, as it is shown on the page and written to results.json.
 *
 * @param text what was done and how to read it; may be empty
 */
public record Section(String title, String text, List<Table> tables, List<LineChart> charts) {
    public Section {
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
    }
}
