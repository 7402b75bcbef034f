/**
 * The loops of {@link dev.lethe.cpu.Lanes} with {@code jdk.incubator.vector}; loaded by name, only where that module is.
 *
 * <p>Helpers that take and return vectors must be inlined by the compiler, or every value is boxed: they are short and
 * static. Masked loads are not compiled well by JDK 17, so the elements after the last full vector go through the plain
 * loops.
 */
package dev.lethe.cpu.vector;
