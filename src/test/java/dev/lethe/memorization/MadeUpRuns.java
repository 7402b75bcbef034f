package dev.lethe.memorization;

import dev.lethe.RandomStream;
import java.util.ArrayList;
import java.util.List;

/** Results of models that were never trained: a rule says what each makes of an example. */
final class MadeUpRuns {
    /** Whether a model with these members gets an example right. */
    interface Rule {
        boolean right(boolean[] member, int example, RandomStream random);
    }

    private MadeUpRuns() {}

    /** The same rule for training examples and test examples; probabilities are 0.9 and 0.2. */
    static List<ModelResult> of(Membership membership, int models, int tests, Rule rule) {
        List<ModelResult> all = new ArrayList<>();
        for (int m = 0; m < models; m++) {
            RandomStream random = new RandomStream(membership.seed() + m, "made up");
            boolean[] member = membership.of(m);
            boolean[] correct = new boolean[member.length];
            boolean[] tested = new boolean[tests];
            for (int i = 0; i < correct.length; i++) {
                correct[i] = rule.right(member, i, random);
            }
            for (int j = 0; j < tests; j++) {
                tested[j] = rule.right(member, j, random);
            }
            all.add(new ModelResult(m, member, correct, probabilities(correct), tested, probabilities(tested)));
        }
        return all;
    }

    static float[] probabilities(boolean[] correct) {
        float[] p = new float[correct.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = correct[i] ? 0.9f : 0.2f;
        }
        return p;
    }
}
