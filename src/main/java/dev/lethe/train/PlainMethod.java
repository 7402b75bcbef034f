package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Module;
import java.util.Map;

/**
 * One network, one loss.
 *
 * @param mixing of pairs of examples, or null
 * @param classWeights F32 (classes), or null
 */
record PlainMethod(Module model, Loss loss, Mixing mixing, Tensor classWeights) implements Method {
    @Override
    public Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked) {
        Tensor x = batch.x();
        Targets targets = Targets.hard(batch.labels());
        if (mixing != null) {
            x = mixing.examples(pass, x);
            targets = mixing.targets(pass, batch.labels());
        }
        if (classWeights != null) {
            targets = targets.withWeights(Resident.lookUp(pass, classWeights, batch.labels()));
        }
        return loss.losses(pass, model.forward(pass, x), targets.withIndex(batch.index()), tracked);
    }

    @Override
    public Loss judge() {
        return loss;
    }

    @Override
    public Map<String, Tensor> state() {
        return loss.state();
    }
}
