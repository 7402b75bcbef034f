package dev.lethe;

/**
 * Where a gradient goes and what happens to the values there, as in BLAS: {@code place = g + beta * place}.
 *
 * <p>Beta is 0 for the first writer, and the old values are then not read; it is 1 for every later one.
 */
public record Grad(Tensor tensor, float beta) {}
