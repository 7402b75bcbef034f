/** What differential privacy a training run has, and the batches it must draw for that: the host half of DP-SGD. */
package dev.lethe.privacy;
