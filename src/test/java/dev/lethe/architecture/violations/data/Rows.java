package dev.lethe.architecture.violations.data;

import dev.lethe.architecture.violations.cpu.TooCurious;

/** Breaks a rule on purpose: the other half of a cycle. */
public final class Rows {
    public int count() {
        return TooCurious.class.getName().length();
    }
}
