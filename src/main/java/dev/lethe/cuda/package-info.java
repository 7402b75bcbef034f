/**
 * NVIDIA GPUs through JCuda and JCublas, and the emulated driver that stands in for one in tests.
 *
 * <p>Nothing outside of this package and its parts imports JCuda, and nothing here is loaded before a CUDA device is
 * opened or listed.
 */
package dev.lethe.cuda;
