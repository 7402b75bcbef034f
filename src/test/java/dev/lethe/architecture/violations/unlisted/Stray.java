package dev.lethe.architecture.violations.unlisted;

/** Breaks a rule on purpose: its package is in no table. */
public final class Stray {}
