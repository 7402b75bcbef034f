/** Wrong labels made on purpose, so that it can be measured what training does with them. */
package dev.lethe.data.noise;
