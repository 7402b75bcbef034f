package dev.lethe.memorization;

import dev.lethe.RandomStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The negative control: what the models made of the examples, beside memberships that have nothing to do with it.
 *
 * <p>For each example, the models that were trained on it are drawn anew, as many as there were. Scores of the result are
 * what chance alone makes of so few models.
 */
public final class PermutedMembership implements Iterable<ModelResult> {
    private final Iterable<ModelResult> results;
    private final List<boolean[]> members = new ArrayList<>(); // (models, examples)

    /** @param results which give the same each time they are gone through */
    public PermutedMembership(Iterable<ModelResult> results, long seed) {
        this.results = results;
        results.forEach(one -> members.add(one.member().clone()));
        int models = members.size();
        int examples = models == 0 ? 0 : members.get(0).length;
        RandomStream random = new RandomStream(seed, "permuted membership");
        boolean[] column = new boolean[models];
        for (int i = 0; i < examples; i++) {
            int[] order = random.permutation(models);
            for (int m = 0; m < models; m++) {
                column[m] = members.get(order[m])[i];
            }
            for (int m = 0; m < models; m++) {
                members.get(m)[i] = column[m];
            }
        }
    }

    @Override
    public Iterator<ModelResult> iterator() {
        Iterator<ModelResult> originals = results.iterator();
        Iterator<boolean[]> others = members.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return originals.hasNext();
            }

            @Override
            public ModelResult next() {
                return originals.next().withMembers(others.next());
            }
        };
    }
}
