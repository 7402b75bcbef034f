/** Reverse-mode differentiation: a pass records operations on a tape, backward walks it from the end. */
package dev.lethe.autograd;
