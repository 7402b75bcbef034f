package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.data.noise.TransitionMatrix;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** Those of {@link LossKind#ALL} that look at more than the label: at the noise, the prediction, or earlier ones. */
final class TargetLossKinds {
    private static final Interval EPOCHS = new Interval(0, 1e6);
    private static final Interval SHARE = new Interval(0, 1);

    private TargetLossKinds() {}

    static List<LossKind> all() {
        return List.of(
                corrected(
                        "forward",
                        "forward correction; without a matrix, for an estimate after warmup epochs",
                        ForwardCorrection::of,
                        ForwardCorrection::estimated),
                corrected(
                        "backward",
                        "backward correction, as forward",
                        BackwardCorrection::of,
                        BackwardCorrection::estimated),
                LossKind.simple(
                        "bootstrap-soft",
                        "cross-entropy to a mean of label and prediction",
                        v -> new BootstrapSoft(v.get("beta")),
                        LossKind.within("beta", 0.95, SHARE)),
                LossKind.simple(
                        "bootstrap-hard",
                        "cross-entropy to a mean of label and predicted class",
                        v -> new BootstrapHard(v.get("beta")),
                        LossKind.within("beta", 0.8, SHARE)),
                LossKind.simple(
                        "bitempered",
                        "bi-tempered logistic loss",
                        v -> new BiTempered(v.get("t1"), v.get("t2")),
                        LossKind.within("t1", 0.8, SHARE),
                        LossKind.within("t2", 1.2, new Interval(1, BiTempered.MOST))),
                new LossKind(
                        "temporal",
                        "temporal ensembling: pulls to the average prediction of earlier epochs",
                        LossKind.Sort.WITH_MEMORY,
                        List.of(
                                LossKind.fraction("alpha", 0.6),
                                new LossKind.Parameter("weight", 3, "at least 0", x -> x >= 0),
                                LossKind.whole("ramp", 10, EPOCHS)),
                        (v, device, data, examples, classes) -> TemporalEnsembling.of(
                                device,
                                data,
                                examples,
                                classes,
                                v.get("alpha"),
                                v.get("weight"),
                                LossKind.integer(v, "ramp"))),
                new LossKind(
                        "distil",
                        "self-distillation: labels mixed with the predictions of earlier epochs",
                        LossKind.Sort.WITH_MEMORY,
                        List.of(
                                LossKind.fraction("alpha", 0),
                                LossKind.within("share", 0.8, SHARE),
                                LossKind.whole("ramp", 40, EPOCHS)),
                        (v, device, data, examples, classes) -> SelfDistillation.of(
                                device,
                                data,
                                examples,
                                classes,
                                v.get("alpha"),
                                v.get("share"),
                                LossKind.integer(v, "ramp"))));
    }

    /** A loss with a matrix that is known from the start. */
    private interface Known {
        Loss make(Device device, Arena data, double[][] rows);
    }

    /** The same loss with one that is estimated after {@code warmup} epochs. */
    private interface Estimated {
        Loss make(Device device, Arena data, int classes, int warmup);
    }

    private static LossKind corrected(String name, String description, Known known, Estimated estimated) {
        LossKind.Maker maker = new LossKind.Maker() {
            @Override
            public Loss make(SortedMap<String, Double> v, Device device, Arena data, int examples, int classes) {
                return estimated.make(device, data, classes, LossKind.integer(v, "warmup"));
            }

            @Override
            public Loss make(
                    SortedMap<String, Double> v, String file, Device device, Arena data, int examples, int classes) {
                if (file == null) {
                    return make(v, device, data, examples, classes);
                }
                double[][] rows = TransitionMatrix.read(Path.of(file)).rows();
                return known.make(device, data, NoiseMatrix.checked(name, rows, classes));
            }
        };
        return new LossKind(
                name,
                description,
                LossKind.Sort.PLAIN,
                List.of(LossKind.whole("warmup", 5, new Interval(1, 1e6))),
                "matrix",
                maker);
    }
}
