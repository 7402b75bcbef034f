/** Training, measuring, and the account of each training example; checkpoints and prediction. */
package dev.lethe.train;
