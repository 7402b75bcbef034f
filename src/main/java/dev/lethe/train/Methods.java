package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.data.Dataset;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Loss;
import dev.lethe.loss.LossSpec;
import dev.lethe.loss.NoiseCorrection;
import dev.lethe.nn.Ensemble;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.optim.Clock;
import dev.lethe.optim.WeightAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which method a recipe asks for, by the name of its loss. */
final class Methods {
    private static final String PEERS = "elr+";
    private static final String CO_TEACHING = "co-teaching";
    private static final String SPLIT = "split";

    private Methods() {}

    /**
     * The network that is trained: the recipe's, or two of it.
     *
     * @throws IllegalArgumentException if the model is several networks already
     */
    static String network(String model, String loss) {
        if (!trainsTwo(loss)) {
            return model;
        }
        String name = LossSpec.parse(loss).name();
        if (model.indexOf('*') >= 0) {
            throw new IllegalArgumentException(name + " trains two networks by itself: give the model as "
                    + model.substring(model.indexOf('*') + 1));
        }
        return "2*" + model;
    }

    /** Whether the method trains two networks of the recipe's kind. */
    static boolean trainsTwo(String loss) {
        String name = LossSpec.parse(loss).name();
        return name.equals(PEERS) || name.equals(CO_TEACHING);
    }

    /** @throws IllegalArgumentException if these parts of a recipe do not go together */
    static void require(String loss, String augmentation, String classWeights) {
        LossSpec spec = LossSpec.parse(loss);
        if (spec.isMethod() && !classWeights.equals("none")) {
            throw new IllegalArgumentException("class weights '" + classWeights + "' do not go together with "
                    + spec.name() + ", which weighs examples by itself");
        }
        if (Augmentation.parse(augmentation).mixes() && (spec.isMethod() || spec.hasMemory())) {
            throw new IllegalArgumentException("augmentation '" + augmentation + "' mixes examples, and " + spec.name()
                    + " keeps account of each: elr+ does both");
        }
    }

    static Method build(
            Device device,
            Arena data,
            Recipe recipe,
            Dataset set,
            Module model,
            Parameters parameters,
            Clock clock,
            int steps) {
        LossSpec spec = LossSpec.parse(recipe.loss());
        Map<String, Double> numbers = spec.parameters();
        Loss loss = spec.build(device, data, set.size(), set.classes());
        switch (spec.name()) {
            case PEERS:
                if (numbers.get("cutmix") > 0 && !set.isImages()) {
                    throw new IllegalArgumentException("loss '" + spec.label() + "': cutmix needs images, and "
                            + set.source() + " has rows of features");
                }
                List<EarlyLearning> memories = new ArrayList<>();
                List<Mixing> mixings = new ArrayList<>();
                for (int k = 0; k < 2; k++) {
                    memories.add((EarlyLearning) (k == 0 ? loss : spec.build(device, data, set.size(), set.classes())));
                    String name = "mixing." + k;
                    MixShares shares = new MixShares(
                            recipe.seed(),
                            name,
                            numbers.get("alpha"),
                            numbers.get("alpha"),
                            numbers.get("cutmix"),
                            set.exampleShape(),
                            steps);
                    mixings.add(new Mixing(clock, shares, name, k + 1, set.exampleShape()));
                }
                double gamma = numbers.get("gamma");
                WeightAverage average = new WeightAverage(
                        device, data, parameters, clock, step -> Math.min(gamma, 1 - 1.0 / (step + 1)), true);
                return new PeerTargets((Ensemble) model, memories, mixings, average);
            case CO_TEACHING:
                return new CoTeaching(
                        (Ensemble) model,
                        loss,
                        numbers.get("forget"),
                        numbers.get("ramp").intValue());
            case SPLIT:
                return new SmallLossSplit(
                        device,
                        data,
                        model,
                        loss,
                        set.size(),
                        numbers.get("warmup").intValue(),
                        numbers.get("threshold"));
            default:
                Augmentation augmentation = Augmentation.parse(recipe.augmentation());
                Mixing mixing = null;
                if (augmentation.mixes()) {
                    mixing = new Mixing(
                            clock,
                            augmentation.shares(recipe.seed(), set.exampleShape(), steps),
                            "mixing",
                            1,
                            set.exampleShape());
                }
                Tensor weights = recipe.classWeights().equals("balanced") ? balanced(device, data, set) : null;
                PlainMethod plain = new PlainMethod(model, loss, mixing, weights);
                boolean estimated = loss instanceof NoiseCorrection && !((NoiseCorrection) loss).given();
                return estimated ? corrected(plain, (NoiseCorrection) loss, set, recipe) : plain;
        }
    }

    private static Method corrected(PlainMethod plain, NoiseCorrection loss, Dataset set, Recipe recipe) {
        if (loss.warmup() >= recipe.epochs()) {
            throw new IllegalArgumentException("loss '" + recipe.loss() + "' estimates its noise matrix after "
                    + loss.warmup() + " epochs, and there are " + recipe.epochs()
                    + ": a warmup of fewer epochs, or matrix=FILE, is needed");
        }
        return new EstimatedCorrection(plain, loss, set);
    }

    /** n / (k n_c) for each class c; 0 for a class without examples. */
    private static Tensor balanced(Device device, Arena data, Dataset set) {
        int[] counts = set.counts();
        float[] weights = new float[counts.length];
        for (int c = 0; c < counts.length; c++) {
            weights[c] = counts[c] == 0 ? 0 : (float) ((double) set.size() / counts.length / counts[c]);
        }
        Tensor t = data.floats(weights.length);
        device.upload(weights, t);
        return t;
    }
}
