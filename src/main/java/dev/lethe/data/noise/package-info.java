/**
 * Wrong labels made on purpose, so that it can be measured what training does with them; and the noise of given labels,
 * estimated from predictions.
 */
package dev.lethe.data.noise;
