/** Which training examples helped or harmed a prediction: scores from gradients of single examples. */
package dev.lethe.influence;
