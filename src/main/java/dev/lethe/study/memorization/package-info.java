/** Which labels are memorized, by many models on random subsets, and how far such scores can be trusted. */
package dev.lethe.study.memorization;
