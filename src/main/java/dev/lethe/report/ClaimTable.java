package dev.lethe.report;

import dev.lethe.study.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The claims of a study as lines of text: whether each holds, what was measured, what was expected, and of what. */
public final class ClaimTable {
    private ClaimTable() {}

    /** Heading, one line for each claim, and how many hold; empty if nothing is claimed. */
    public static List<String> lines(List<Claim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(line("", "measured", "expected", "claim"));
        for (Claim c : claims) {
            lines.add(line(c.holds() ? "holds" : "FAILS", Text.number(c.measured()), expected(c), c.statement()));
        }
        long holding = claims.stream().filter(Claim::holds).count();
        lines.add(holding + " of " + claims.size() + " claims hold.");
        return lines;
    }

    private static String line(String verdict, String measured, String expected, String statement) {
        return String.format(Locale.ROOT, "%-5s  %9s  %-14s %s", verdict, measured, expected, statement);
    }

    private static String expected(Claim c) {
        if (Double.isInfinite(c.most())) {
            return ">= " + Text.number(c.least());
        }
        return Double.isInfinite(c.least())
                ? "<= " + Text.number(c.most())
                : Text.number(c.least()) + " to " + Text.number(c.most());
    }
}
