/** Optimisers on flat vectors, schedules, the device-side clock, gradient clipping and weight averages. */
package dev.lethe.optim;
