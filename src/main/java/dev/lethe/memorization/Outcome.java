package dev.lethe.memorization;

/** What of a model's judgement of an example is averaged over models. */
public enum Outcome {
    /** 1 if the given label is predicted, else 0: the definition of Feldman and Zhang. */
    CORRECT("0/1"),
    /** The probability of the given label: less noise for the same number of models. */
    PROBABILITY("probability");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** A value for each training example. */
    float[] ofTrain(ModelResult result) {
        return this == CORRECT ? numbers(result.correct()) : result.probability();
    }

    /** A value for each test example. */
    float[] ofTest(ModelResult result) {
        return this == CORRECT ? numbers(result.testCorrect()) : result.testProbability();
    }

    private static float[] numbers(boolean[] values) {
        float[] numbers = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = values[i] ? 1 : 0;
        }
        return numbers;
    }

    @Override
    public String toString() {
        return label;
    }
}
