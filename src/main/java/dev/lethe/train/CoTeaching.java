package dev.lethe.train;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Mixtures;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Ensemble;
import dev.lethe.op.Add;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Co-teaching (Han et al., 2018, arXiv 1804.06872): in each batch, each of two networks learns from the examples to
 * which the other gives the smallest losses.
 *
 * @param forget the part of a batch that is left out in the end, about the part of wrong labels
 * @param ramp epochs in which that part grows from 0
 */
record CoTeaching(Ensemble networks, Loss loss, double forget, int ramp) implements Method {
    private static final Kernel SMALL_LOSSES = Kernel.of("small_losses", Mixtures::smallLosses);

    @Override
    public Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked) {
        int n = batch.index().count();
        Targets targets = Targets.hard(batch.labels()).withIndex(batch.index());
        // Without a tape, so that no gradient is made of losses that only choose.
        Pass choosing = Pass.evaluation(pass.device(), pass.arena());
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> chosen = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            Tensor own = networks.members().get(k).forward(pass, batch.x());
            Tracked account = k == 0 ? tracked : Tracked.in(pass.arena(), n);
            loss.losses(choosing, own, targets, account);
            Tensor weights = pass.floats(n);
            pass.launch(SMALL_LOSSES)
                    .in(account.values())
                    .in(pass.clock())
                    .out(weights)
                    .f32((float) forget)
                    .i32(ramp)
                    .i32(n)
                    .i32(Tracked.COLUMNS)
                    .each(n);
            outputs.add(own);
            chosen.add(weights);
        }
        Tensor first = loss.losses(pass, outputs.get(0), targets.withWeights(chosen.get(1)), null);
        Tensor second = loss.losses(pass, outputs.get(1), targets.withWeights(chosen.get(0)), null);
        return Add.add(pass, first, second);
    }

    @Override
    public Loss judge() {
        return loss;
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of();
    }
}
