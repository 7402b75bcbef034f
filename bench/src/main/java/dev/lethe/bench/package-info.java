/** Speed and memory of the engine beside libtorch. */
package dev.lethe.bench;
