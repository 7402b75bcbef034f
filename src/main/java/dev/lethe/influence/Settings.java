package dev.lethe.influence;

import dev.lethe.autograd.Projection;

/**
 * How influence is scored.
 *
 * @param projection numbers that gradients are projected to, a square such as 1024; 0 for none, which {@link Method#TRAK}
 *     does not allow
 * @param seed of the projection
 * @param ridge for {@link Method#TRAK}: what is added to the diagonal of the features' Gram matrix, as a part of its mean;
 *     above 0
 * @param top how many training examples to keep at each end for each test example, at least 1
 */
public record Settings(Method method, int projection, long seed, double ridge, int top) {
    public Settings {
        if (projection != 0) {
            new Projection(projection, seed);
            if (!method.projects()) {
                throw new IllegalArgumentException(
                        "method " + method + " projects nothing: a projection to " + projection + " is for others");
            }
        } else if (method == Method.TRAK) {
            throw new IllegalArgumentException(
                    "method trak needs projected gradients: a projection to a square such as 1024 is allowed");
        }
        if (!(ridge > 0 && ridge < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a ridge of " + ridge + ": finite, above 0 is allowed");
        }
        if (top < 1) {
            throw new IllegalArgumentException("the top " + top + ": 1 or more is allowed");
        }
    }

    /** Projection at the weights of position {@code c}: other signs at each, so that their errors average out. */
    Projection directions(int c) {
        return new Projection(projection, seed + c);
    }
}
