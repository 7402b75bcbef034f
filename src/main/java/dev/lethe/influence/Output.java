package dev.lethe.influence;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.op.Add;
import dev.lethe.op.Softmax;
import dev.lethe.op.WeightedSum;
import dev.lethe.train.Resident;
import java.util.List;

/** What of an example is differentiated by the parameters. */
public enum Output {
    /** Cross-entropy of the given label. */
    LOSS {
        @Override
        void differentiate(
                Pass pass, Tensor logits, Examples examples, int from, Resident.Batch batch, PerExample each) {
            Targets targets = Targets.hard(batch.labels());
            pass.backward(new CrossEntropy(0).losses(pass, logits, targets, null), null, each);
        }
    },

    /**
     * ln(p / (1 - p)) with p the probability of the given label (Park et al., 2023, arXiv 2303.14186). By the
     * logits its gradient is 1 at the label and minus the softmax over the others elsewhere.
     */
    LOG_ODDS {
        @Override
        void differentiate(
                Pass pass, Tensor logits, Examples examples, int from, Resident.Batch batch, PerExample each) {
            int n = logits.rows();
            Pass apart = Pass.evaluation(pass.device(), pass.arena());
            Tensor label = apart.floats(n, examples.classes());
            Tensor without = apart.floats(n, examples.classes());
            pass.device().upload(examples.atLabels(from, from + n, 1), label);
            pass.device().upload(examples.atLabels(from, from + n, NEVER), without);
            Tensor others = Softmax.softmax(apart, Add.add(apart, logits, without));
            Tensor cotangent = WeightedSum.weightedSum(
                    apart, List.of(new WeightedSum.Term(label, 1), new WeightedSum.Term(others, -1)));
            pass.backward(logits, cotangent, each.scaledBy(1));
        }
    };

    // Added to a logit it leaves the class a probability of exactly 0.
    private static final float NEVER = -1e30f;

    /**
     * Differentiates this of a batch.
     *
     * @param logits F32 (n, classes) of examples {@code from} to {@code from} + n
     */
    abstract void differentiate(
            Pass pass, Tensor logits, Examples examples, int from, Resident.Batch batch, PerExample each);
}
