package dev.lethe.data.noise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which examples to take for wrongly labelled, by a confident joint: the methods of section 3.2 of Northcutt et al.,
 * 2021. Numbers of examples are rounded to the nearest; of equal scores those at smaller positions are taken first.
 */
public enum Pruning {
    /** Method 1: the most probable class is another than the given one. */
    CONFUSION {
        @Override
        public boolean[] select(Probabilities p, ConfidentJoint joint) {
            boolean[] wrong = new boolean[p.size()];
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = p.likeliest(i) != joint.given()[i];
            }
            return wrong;
        }
    },
    /** Method 2: the off-diagonal counts of the confident joint. */
    CONFIDENT_JOINT {
        @Override
        public boolean[] select(Probabilities p, ConfidentJoint joint) {
            return joint.offDiagonal();
        }
    },
    /**
     * Method 3, prune by class (PBC): of the examples given i, the n sum_{j != i} Q_ij with the lowest probability of i,
     * Q being the calibrated joint.
     */
    BY_CLASS {
        @Override
        public boolean[] select(Probabilities p, ConfidentJoint joint) {
            boolean[] wrong = new boolean[p.size()];
            double[][] q = joint.joint();
            for (int y = 0; y < q.length; y++) {
                double share = 0;
                for (int k = 0; k < q.length; k++) {
                    share += k == y ? 0 : q[y][k];
                }
                int own = y;
                take(joint, y, share, i -> p.at(i, own), wrong);
            }
            return wrong;
        }
    },
    /**
     * Method 4, prune by noise rate (PBNR): for each j != i, of the examples given i, the n Q_ij with the largest margin
     * p_j - p_i.
     */
    BY_NOISE_RATE {
        @Override
        public boolean[] select(Probabilities p, ConfidentJoint joint) {
            boolean[] wrong = new boolean[p.size()];
            double[][] q = joint.joint();
            for (int y = 0; y < q.length; y++) {
                for (int k = 0; k < q.length; k++) {
                    int own = y;
                    int other = k;
                    take(joint, y, k == y ? 0 : q[y][k], i -> (double) p.at(i, own) - p.at(i, other), wrong);
                }
            }
            return wrong;
        }
    },
    /** Method 5 (C+NR): those that both methods 3 and 4 take. */
    BOTH {
        @Override
        public boolean[] select(Probabilities p, ConfidentJoint joint) {
            boolean[] byClass = BY_CLASS.select(p, joint);
            boolean[] byRate = BY_NOISE_RATE.select(p, joint);
            for (int i = 0; i < byClass.length; i++) {
                byClass[i] &= byRate[i];
            }
            return byClass;
        }
    };

    /**
     * Whether each example is taken for wrongly labelled.
     *
     * @param p the probabilities that {@code joint} was made from
     */
    public abstract boolean[] select(Probabilities p, ConfidentJoint joint);

    /** Marks the round(share n) examples given {@code y} for which {@code lowest} is lowest. */
    private static void take(
            ConfidentJoint joint, int y, double share, ToDoubleFunction<Integer> lowest, boolean[] wrong) {
        int[] given = joint.given();
        int count = (int) Math.round(share * given.length);
        if (count == 0) {
            return;
        }
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            if (given[i] == y) {
                own.add(i);
            }
        }
        own.sort(Comparator.comparingDouble(lowest)); // stable: equals stay in order of position
        own.subList(0, Math.min(count, own.size())).forEach(i -> wrong[i] = true);
    }
}
