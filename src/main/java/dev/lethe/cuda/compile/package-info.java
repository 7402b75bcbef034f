/** CUDA source files: their prototypes, and the compilers that make them run on a GPU or on the emulated driver. */
package dev.lethe.cuda.compile;
