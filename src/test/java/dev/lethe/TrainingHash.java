package dev.lethe;

import dev.lethe.train.DataRequest;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.Trainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * Trains a small network twice in one JVM and prints a SHA-256 of what came of it, for comparison with other JVMs.
 *
 * <p>The arguments are the device, the model and, if it is not 4, the number of epochs. Convolution, augmentation, label noise, the loss with memory, Adam,
 * evaluation and the ledger all take part.
 */
public final class TrainingHash {
    private TrainingHash() {}

    public static void main(String[] args) throws Exception {
        for (int run = 0; run < 2; run++) {
            System.out.println("hash " + hash(args[0], args[1], args.length > 2 ? Integer.parseInt(args[2]) : 4));
        }
    }

    private static String hash(String name, String model, int epochs) throws IOException, NoSuchAlgorithmException {
        Parts loaded = new DataRequest("strokes:230", "symmetric:0.3", 0, 0.1, 3).load();
        Parts parts = new Parts(loaded.train(), loaded.validation(), null);
        Recipe recipe = Recipe.standard()
                .withModel(model)
                .withLoss("elr")
                .withBatch(32)
                .withEpochs(epochs)
                .withSeed(11)
                .withAugmentation("crop:2,flip");
        Path folder = Files.createTempDirectory("lethe-hash");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Device device = Device.open(name)) {
            LedgerTable ledger = new Trainer(device, recipe, parts)
                    .checkpoint(folder.resolve("checkpoint"), epochs)
                    .run(Listener.SILENT)
                    .ledger();
            digest.update(Files.readAllBytes(folder.resolve("checkpoint/weights.safetensors")));
            for (float loss : ledger.loss()) {
                digest.update(ByteBuffer.allocate(4).putFloat(loss).array());
            }
        } finally {
            delete(folder);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
