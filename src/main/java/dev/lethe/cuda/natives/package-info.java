/** Finding and loading the native libraries of the CUDA device: JCuda's own, the driver's, cuBLAS and its bridge. */
package dev.lethe.cuda.natives;
