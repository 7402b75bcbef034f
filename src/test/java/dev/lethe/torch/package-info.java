/** Operations, losses and layers beside libtorch's, values and gradients, through DJL. */
package dev.lethe.torch;
