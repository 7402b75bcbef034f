package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.data.Dataset;
import dev.lethe.nn.Module;
import dev.lethe.train.Normalisation;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores how each training example influenced the predictions for some test examples, from weights kept while a network
 * was trained. The table of all scores is never stored: of each tile only what ranks highest and lowest stays.
 */
public final class Influence implements AutoCloseable {
    private final Dataset trainSet;
    private final Dataset testSet;
    private final List<Weights> weights;
    private final Settings settings;
    private final FixedNetwork network;
    private final Arena data;
    private final Examples train;
    private final Examples test;

    private Influence(
            Device device, Module module, Dataset trainSet, Dataset testSet, List<Weights> weights, Settings settings) {
        this.trainSet = trainSet;
        this.testSet = testSet;
        this.weights = weights;
        this.settings = settings;
        network = new FixedNetwork(device, module);
        data = device.arena("influence data", Arena.UNLIMITED);
        try {
            Normalisation normalisation = Normalisation.of(trainSet);
            train = new Examples(device, data, trainSet, normalisation);
            test = new Examples(device, data, testSet, normalisation);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Scores all pairs.
     *
     * @param module the network, with one output for each class; it is given memory for the time of the call
     * @param train what the network was trained on, with the labels it was trained on
     * @param test the examples in question, with the labels whose loss is looked at
     * @param weights of one training, in its order, at least one; methods that look at one take the last
     * @throws IllegalArgumentException if shapes or classes differ, there are no weights, or more of the training examples
     *     are to be kept than there are
     */
    public static InfluenceResult of(
            Device device, Module module, Dataset train, Dataset test, List<Weights> weights, Settings settings) {
        if (!train.exampleShape().equals(test.exampleShape()) || train.classes() != test.classes()) {
            throw new IllegalArgumentException("influence of " + train + " on " + test + ": they must be alike");
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("influence at no weights: at least those of one epoch are needed");
        }
        if (settings.top() > train.size()) {
            throw new IllegalArgumentException(
                    "the top " + settings.top() + " of " + train.size() + " training examples: fewer are allowed");
        }
        try (Influence all = new Influence(device, module, train, test, weights, settings)) {
            return all.run();
        }
    }

    private InfluenceResult run() {
        double[] self = new double[train.size()];
        double[] alignment = new double[train.size()];
        ofExamples(self, alignment);
        int[] predicted = network.predictions(test);
        if (settings.method() == Method.SELF) {
            return new InfluenceResult(settings, trainSet, testSet, predicted, null, null, self, alignment);
        }
        Extremes extremes = new Extremes(test.size(), settings.top());
        MeanHarm harm = new MeanHarm(test.size(), train.size());
        scores().each((testFrom, tests, trainFrom, trained, scores) -> {
            extremes.tile(testFrom, tests, trainFrom, trained, scores);
            harm.tile(testFrom, tests, trainFrom, trained, scores);
        });
        return new InfluenceResult(settings, trainSet, testSet, predicted, extremes, harm.values(), self, alignment);
    }

    /** What is known of each training example by itself, and beside the mean of the test examples. */
    private void ofExamples(double[] self, double[] alignment) {
        Tensor mean = data.floats(network.parameters().values().count());
        for (Weights w : weights) {
            network.load(w);
            float[] norms = network.norms(train);
            network.meanGradient(test, mean);
            float[] dots = network.dots(train, mean);
            double length = 0;
            for (float g : network.device().floats(mean)) {
                length += (double) g * g;
            }
            for (int i = 0; i < self.length; i++) {
                self[i] += w.rate() * norms[i] * norms[i];
                double size = norms[i] * Math.sqrt(length);
                alignment[i] += size == 0 ? 0 : dots[i] / size / weights.size();
            }
        }
    }

    private ScoreTiles scores() {
        List<Weights> last = weights.subList(weights.size() - 1, weights.size());
        switch (settings.method()) {
            case TRACIN:
                return gradients(weights, rates(), Scales.NONE);
            case GRAD_DOT:
                return gradients(last, new double[] {1}, Scales.NONE);
            case GRAD_COS:
                network.load(last.get(0));
                return gradients(last, new double[] {1}, Scales.ofCosines(network.norms(test), network.norms(train)));
            case LAST_LAYER:
                return lastLayer();
            case TRAK:
                return Trak.scores(network, data, train, test, weights, settings);
            default:
                throw new IllegalStateException("method " + settings.method() + " scores no test examples");
        }
    }

    private double[] rates() {
        return weights.stream().mapToDouble(Weights::rate).toArray();
    }

    private ScoreTiles gradients(List<Weights> at, double[] coefficients, Scales scales) {
        if (settings.projection() == 0) {
            return new ExactScores(network, train, test, at, coefficients, scales);
        }
        List<ProductScores.Term> terms = new ArrayList<>();
        for (int c = 0; c < at.size(); c++) {
            network.load(at.get(c));
            terms.add(ProductScores.Term.of(projected(test, c), projected(train, c), coefficients[c]));
        }
        return new ProductScores(network.device(), test.size(), train.size(), terms, scales);
    }

    private Tensor projected(Examples examples, int c) {
        Tensor into = data.floats(examples.size(), settings.projection());
        network.project(examples, Output.LOSS, settings.directions(c), into);
        return into;
    }

    private ScoreTiles lastLayer() {
        List<ProductScores.Term> terms = new ArrayList<>();
        for (Weights w : weights) {
            network.load(w);
            FixedNetwork.LastLayer of = network.lastLayer(test, data);
            FixedNetwork.LastLayer by = network.lastLayer(train, data);
            terms.add(new ProductScores.Term(
                    of.inputs(), by.inputs(), of.gradients(), by.gradients(), of.bias() ? 1 : 0, (float) w.rate()));
        }
        return new ProductScores(network.device(), test.size(), train.size(), terms, Scales.NONE);
    }

    @Override
    public void close() {
        data.close();
        network.close();
    }
}
