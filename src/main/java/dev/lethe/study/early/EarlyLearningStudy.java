package dev.lethe.study.early;

import dev.lethe.study.Setting;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Training;
import java.util.ArrayList;
import java.util.List;

/** The theorem of early learning and its limits, measured on the model it is about, and the same on deep networks. */
public final class EarlyLearningStudy implements Study {
    @Override
    public String name() {
        return "early-learning";
    }

    @Override
    public String purpose() {
        return "true labels are learned first and wrong ones memorized later, unless ELR prevents it (Liu et al., 2020)";
    }

    @Override
    public List<Setting> settings() {
        List<Setting> all = new ArrayList<>(List.of(
                Setting.choice("part", "what to do", "all", "theorem", "linear", "deep"),
                Setting.integer("seeds", "theorem and linear: draws of the data, the first from --seed", 3, 1, 1, 1000),
                Setting.choice(
                        "theta0", "theorem and linear: where on a sphere descent starts", "orthogonal", "sphere"),
                Setting.choice("gradient", "theorem and linear: which one descent follows", "exact", "paper"),
                Setting.integer("n", "linear: examples", 1000, 110, 4, 100_000),
                Setting.integer("p", "linear: dimensions", 900, 100, 2, 100_000),
                Setting.number("sigma", "linear: spread of the examples", 0.2, 0.2, 0, 1e3),
                Setting.number("delta", "linear: probability that a label is a coin's", 0.4, 0.4, 0, 1),
                Setting.number("step", "linear: length of a step", 0.5, 0.5, 1e-9, 1e6),
                Setting.integer("steps", "linear: most steps", 4000, 2500, 1, 10_000_000),
                Setting.number("lambda", "linear: weight of ELR and of the divergence", 3, 3, 0, 1e6),
                Setting.number("beta", "linear: what targets keep in a step", 0.7, 0.7, 0, 0.999999),
                Setting.text("losses", "LIST", "deep: losses with commas between", "ce,elr", "ce,elr"),
                Setting.text("noise", "SPEC", "deep: kind of noise", "symmetric:0.4", "symmetric:0.4")));
        for (Setting s : Training.settings("strokes:2000", "convnet", 40)) {
            all.add(new Setting(s.name(), s.label(), "deep: " + s.description(), s.standard(), s.quick(), s.reader()));
        }
        return all;
    }

    @Override
    public StudyResult run(StudyRun run) {
        String part = run.settings().text("part");
        List<StudyResult> parts = new ArrayList<>();
        if (part.equals("all") || part.equals("theorem")) {
            parts.add(new Theorem(run).result());
        }
        if (part.equals("all") || part.equals("linear")) {
            parts.add(new LinearComparison(run).result());
        }
        if (part.equals("all") || part.equals("deep")) {
            parts.add(new DeepComparison(run).result());
        }
        return StudyResult.of(parts);
    }
}
