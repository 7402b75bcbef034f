package dev.lethe.train;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Mixtures;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Ensemble;
import dev.lethe.op.Add;
import dev.lethe.op.Softmax;
import dev.lethe.optim.WeightAverage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ELR+ (Liu et al., 2020, arXiv 2007.00151, section 4.2): two networks, each with a table of targets that the average
 * weights of the other fill, trained on mixed pairs.
 *
 * <p>A step lets the averages say what they make of the batch as it is, updates both tables with it, mixes batch, labels
 * and target rows anew for each network, and differentiates cross-entropy + lambda ln(1 - sum of t_j c_j) of both. The
 * authors' program trains one network for an epoch and then the other; here both see the same batches in different
 * mixtures. Batch normalisation of the averages uses their own running statistics, where the authors' uses those of
 * the batch. Evaluation averages the outputs of both networks, with their present weights.
 */
final class PeerTargets implements Method {
    private static final Kernel REMEMBER = Kernel.of("remember_rows", Mixtures::remember);

    private final Ensemble networks;
    private final List<EarlyLearning> memories;
    private final List<Mixing> mixings;
    private final WeightAverage average;

    /** @param memories, mixings one for each network */
    PeerTargets(Ensemble networks, List<EarlyLearning> memories, List<Mixing> mixings, WeightAverage average) {
        this.networks = networks;
        this.memories = memories;
        this.mixings = mixings;
        this.average = average;
    }

    @Override
    public Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked) {
        average.inPlace(() -> teach(pass, batch));
        Tensor sum = null;
        for (int k = 0; k < memories.size(); k++) {
            EarlyLearning memory = memories.get(k);
            Mixing mixing = mixings.get(k);
            Tensor rows = mixing.memory(pass, memory.table(), batch.index());
            Targets targets = mixing.targets(pass, batch.labels()).withIndex(batch.position());
            Tensor outputs = networks.members().get(k).forward(pass, mixing.examples(pass, batch.x()));
            Tensor losses = new EarlyLearning(rows, memory.lambda(), memory.beta(), false)
                    .losses(pass, outputs, targets, k == 0 ? tracked : null);
            sum = sum == null ? losses : Add.add(pass, sum, losses);
        }
        return sum;
    }

    /** Each table takes in what the other network says, with the average in place of its weights. */
    private void teach(Pass pass, Resident.Batch batch) {
        Pass teacher = Pass.evaluation(pass.device(), pass.arena()).observed(pass.observer());
        for (int k = 0; k < memories.size(); k++) {
            EarlyLearning memory = memories.get(k);
            int peer = (k + 1) % memories.size();
            Tensor p = Softmax.softmax(teacher, networks.members().get(peer).forward(teacher, batch.x()));
            pass.launch(REMEMBER)
                    .in(p)
                    .in(batch.index())
                    .out(memory.table())
                    .f32((float) memory.beta())
                    .i32(batch.index().count())
                    .i32(p.columns())
                    .each(p.size());
        }
    }

    @Override
    public void afterStep() {
        average.update();
    }

    @Override
    public Loss judge() {
        return memories.get(0);
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int k = 0; k < memories.size(); k++) {
            all.put("elr.table." + k, memories.get(k).table());
        }
        average.state().forEach((name, t) -> all.put("weights." + name, t));
        return all;
    }
}
