package dev.lethe.examples;

import dev.lethe.Device;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.List;

/** Trains the same network on the same wrong labels with two losses. */
public final class FirstRun {
    public static void main(String[] args) {
        // 1,000 drawn digits, 40% of them with a wrong label; a tenth held out to select the best epoch.
        Parts parts = new DataRequest("strokes:1000", "symmetric:0.4", 0, 0.1, 1).load();
        try (Device device = Device.best()) {
            for (String loss : List.of("ce", "elr:lambda=3,beta=0.7")) {
                Recipe recipe = Recipe.standard()
                        .withModel("mlp:128")
                        .withLoss(loss)
                        .withBatch(32)
                        .withEpochs(25);
                RunResult result = new Trainer(device, recipe, parts).run(Listener.SILENT);
                System.out.printf("%s: test accuracy %.3f%n", loss, result.testAccuracyLast());
                System.out.printf(
                        "  wrong labels memorized %.3f, recovered %.3f%n", result.memorized(), result.recovered());

                // The ledger has a row for each training example.
                int[] forgotten = result.ledger().forgettingEvents();
                System.out.printf("  example 0 was forgotten %d times%n", forgotten[0]);
            }
        }
    }
}
