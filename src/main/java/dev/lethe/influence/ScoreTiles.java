package dev.lethe.influence;

/** Scores of all training examples for all test examples, computed in tiles and never held together. */
interface ScoreTiles {
    /** Takes one tile. */
    interface Taker {
        /**
         * @param tests how many test examples there are, from number {@code testFrom} on
         * @param trained how many training examples there are, from number {@code trainFrom} on
         * @param scores (tests, trained), row-major; valid during the call
         */
        void tile(int testFrom, int tests, int trainFrom, int trained, float[] scores);
    }

    /** Computes all tiles, each pair of examples in exactly one of them. */
    void each(Taker taker);
}
