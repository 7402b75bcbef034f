/**
 * The core nouns: tensors in arenas on a device, and kernels launched over them.
 *
 * <p>Nothing here knows an operation by name: operations are {@link dev.lethe.Kernel} values, and a {@link
 * dev.lethe.Device} runs whichever it is given.
 */
package dev.lethe;
