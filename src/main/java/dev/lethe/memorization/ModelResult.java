package dev.lethe.memorization;

/**
 * What one model makes of every example, after an epoch, the last unless others were asked for, and in evaluation mode.
 *
 * @param model its number, from 0
 * @param member for each training example, whether the model was trained on it
 * @param correct for each training example, whether the given label is predicted; of equal probabilities the first class
 *     is
 * @param probability for each training example, of the given label, 0..1
 * @param testCorrect the same for each test example; empty without a test set
 * @param testProbability the same for each test example; empty without a test set
 */
public record ModelResult(
        int model,
        boolean[] member,
        boolean[] correct,
        float[] probability,
        boolean[] testCorrect,
        float[] testProbability) {

    /** @throws IllegalArgumentException if lengths differ */
    public ModelResult {
        if (member.length != correct.length
                || correct.length != probability.length
                || testCorrect.length != testProbability.length) {
            throw new IllegalArgumentException("model " + model + ": " + member.length + " members, " + correct.length
                    + " and " + probability.length + " judged, " + testCorrect.length + " and "
                    + testProbability.length + " judged of the test set; they must be as many");
        }
    }

    /** The same judgements beside other members. */
    ModelResult withMembers(boolean[] other) {
        return new ModelResult(model, other, correct, probability, testCorrect, testProbability);
    }
}
