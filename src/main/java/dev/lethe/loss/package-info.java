/**
 * Fused losses: one kernel reads the outputs of a batch once and writes the loss of each example, its gradient, and what
 * is tracked about the example.
 */
package dev.lethe.loss;
