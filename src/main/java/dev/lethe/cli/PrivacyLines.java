package dev.lethe.cli;

import dev.lethe.train.ClipSpec;
import dev.lethe.train.PrivateRun;
import dev.lethe.train.Recipe;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a private run says of its privacy, before and after. */
final class PrivacyLines {
    private PrivacyLines() {}

    static String announce(PrivateRun run, Recipe recipe) {
        return String.format(
                Locale.ROOT,
                "noise %.4f times the largest norm of an example, gradients clipped to %s, each example in a step with"
                        + " probability %.6f, %d steps an epoch: epsilon %.3f with delta %s after %d epochs",
                run.noiseMultiplier(),
                ClipSpec.text(run.terms().clip()),
                run.samplingRate(),
                run.stepsPerEpoch(),
                run.epsilonAfter(recipe.epochs()),
                run.terms().delta(),
                recipe.epochs());
    }

    static String spent(PrivateRun run, Recipe recipe) {
        double tight = run.epsilonByPrivacyLoss();
        String byLoss = Double.isNaN(tight) ? "" : String.format(Locale.ROOT, " (%.3f by the privacy loss)", tight);
        return String.format(
                Locale.ROOT,
                "Each run has differential privacy with epsilon %.3f%s and delta %s for its weights; what is said of"
                        + " training and validation examples here is without noise.",
                run.epsilonAfter(recipe.epochs()),
                byLoss,
                run.terms().delta());
    }

    static Map<String, Object> configuration(PrivateRun run, Recipe recipe) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("private", run.terms().text());
        all.put("noise_multiplier", run.noiseMultiplier());
        all.put("sampling_rate", run.samplingRate());
        all.put("steps_per_epoch", run.stepsPerEpoch());
        all.put("delta", run.terms().delta());
        all.put("epsilon", run.epsilonAfter(recipe.epochs()));
        double tight = run.epsilonByPrivacyLoss();
        if (!Double.isNaN(tight)) {
            all.put("epsilon_by_privacy_loss", tight);
        }
        return all;
    }
}
