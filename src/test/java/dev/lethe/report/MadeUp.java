package dev.lethe.report;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Invented results with the shape of real ones, for tests of what is written about them. */
final class MadeUp {
    static final int N = 400;

    private MadeUp() {}

    /** Images of discs whose size is their class, 40% of them with another label. */
    static Dataset data() {
        RandomStream random = new RandomStream(7, "made-up");
        byte[] pixels = new byte[N * 28 * 28];
        int[] truth = new int[N];
        int[] given = new int[N];
        for (int i = 0; i < N; i++) {
            truth[i] = i % 10;
            given[i] = random.uniform() < 0.4 ? (truth[i] + 1 + (int) (random.uniform() * 9)) % 10 : truth[i];
            for (int p = 0; p < 28 * 28; p++) {
                double r = Math.hypot(p / 28 - 13.5, p % 28 - 13.5);
                double edge = 3 + truth[i] - r;
                pixels[i * 28 * 28 + p] = (byte) Math.round(255 * Math.min(1, Math.max(0, edge)));
            }
        }
        return Dataset.images(pixels, 1, 28, 28, truth, 10, null, "discs").withGivenLabels(given);
    }

    static RunResult run(String loss, double memorized, Dataset data, boolean truthKnown) {
        int epochs = 40;
        List<EpochRecord> curve = new ArrayList<>();
        for (int e = 1; e <= epochs; e++) {
            double late = 1 - StrictMath.exp(-e / 14.0);
            double early = 1 - StrictMath.exp(-e / 1.5);
            double kept = memorized * late;
            curve.add(new EpochRecord(
                    e,
                    2.3 - 1.6 * late,
                    0.98 * early - 0.3 * kept,
                    0.58 * early - 0.2 * kept,
                    truthKnown ? 0.985 * early : Double.NaN,
                    truthKnown ? kept : null,
                    truthKnown ? 0.97 * early - kept : null,
                    null,
                    1.5));
        }
        EpochRecord last = curve.get(epochs - 1);
        return new RunResult(
                loss,
                "convnet",
                epochs,
                0.97 - 0.05 * memorized,
                last.testAccuracy(),
                last.cleanTrainAccuracy(),
                last.memorized(),
                last.recovered(),
                61.4,
                curve,
                ledger(data, memorized, truthKnown),
                null);
    }

    private static LedgerTable ledger(Dataset data, double memorized, boolean truthKnown) {
        RandomStream random = new RandomStream(8, "made-up ledger");
        int[] index = new int[N];
        int[] prediction = new int[N];
        int[] learned = new int[N];
        float[] loss = new float[N];
        float[] probability = new float[N];
        float[] margin = new float[N];
        for (int i = 0; i < N; i++) {
            index[i] = data.index(i);
            boolean fits = data.labels()[i] == data.trueLabels()[i] || random.uniform() < memorized;
            prediction[i] = fits ? data.labels()[i] : data.trueLabels()[i];
            learned[i] = fits ? 3 : -1;
            margin[i] = (float) ((fits ? 1 : -1) * (1 + 8 * random.uniform()));
            probability[i] = (float) (1 / (1 + StrictMath.exp(-margin[i])));
            loss[i] = (float) -StrictMath.log(probability[i]);
        }
        int[] truth = truthKnown ? data.trueLabels() : null;
        int[] none = new int[N];
        float[] el2n = new float[N];
        return new LedgerTable(index, data.labels(), truth, loss, probability, margin, learned, none, prediction, el2n);
    }

    static Comparison comparison(Dataset data, boolean truthKnown) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("optimizer", "adam");
        configuration.put("lr", 0.001);
        configuration.put("schedule", "cosine");
        configuration.put("batch", 128);
        return new Comparison(
                1,
                "cpu: 2 threads",
                "discs",
                "symmetric:0.4",
                configuration,
                Map.of("java", "17.0.15"),
                List.of(
                        run("ce", 0.9, data, truthKnown),
                        run("gce", 0.05, data, truthKnown),
                        run("elr", 0.03, data, truthKnown)));
    }
}
