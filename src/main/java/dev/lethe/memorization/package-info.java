/** Memorization and influence of examples, estimated with many models trained on random subsets of the data. */
package dev.lethe.memorization;
