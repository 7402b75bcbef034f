/** Differentiable operations, one record each: what was computed, and its derivative beside it. */
package dev.lethe.op;
