/**
 * The CPU device in pure Java, and the CPU body of every kernel, one class a family.
 *
 * <p>Results depend neither on the number of threads, nor on whether the Vector API is there, nor on the JDK: all
 * transcendental functions are polynomials of our own, and sums have a fixed order. See {@link dev.lethe.cpu.Lanes}.
 */
package dev.lethe.cpu;
