package dev.lethe.architecture.violations.cpu;

import dev.lethe.architecture.violations.data.Rows;

/** Breaks a rule on purpose: the CPU part uses the data part, and so closes a cycle. */
public final class TooCurious {
    public static final int ROWS = new Rows().count();
}
