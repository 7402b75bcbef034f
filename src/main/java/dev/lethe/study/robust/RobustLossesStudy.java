package dev.lethe.study.robust;

import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import dev.lethe.study.Section;
import dev.lethe.study.Setting;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import dev.lethe.study.Training;
import dev.lethe.train.DivergedException;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Trains the same network with every loss, on several kinds of noise, with several seeds, and compares the ends. */
public final class RobustLossesStudy implements Study {
    /**
     * Hyper-parameters as their authors give them for MNIST, see docs/losses.md; those of ELR+ for runs of some thousand
     * steps, see docs/methods.md.
     */
    private static final String LOSSES =
            "ce,mse,mae,rll,gce,tgce:start=10,ls,rce,sce:alpha=0.01,beta=1,taylor:order=6,focal,"
                    + "agce:a=4,q=0.2,aue:a=3,q=0.1,nce:scale=10,nfl:scale=10,nce+mae:alpha=1,beta=10,nce+rce:alpha=1,beta=10,a=9.21,"
                    + "nfl+mae:alpha=1,beta=10,nfl+rce:alpha=1,beta=10,a=9.21,forward,backward,"
                    + "bootstrap-soft,bootstrap-hard,bitempered,temporal,distil,elr,"
                    + "elr+:lambda=5,gamma=0.97,alpha=0.2,co-teaching:forget=0.4,split";

    private static final String READ = "Test accuracy after the last epoch: no epoch is chosen, so that what a loss"
            + " memorizes in the end counts. Every run of a row and column differs from the others in loss and noise"
            + " alone; seeds draw weights, order and noise.";

    @Override
    public String name() {
        return "robust-losses";
    }

    @Override
    public String purpose() {
        return "which loss learns best from wrong labels: all of them, over kinds of noise and seeds";
    }

    @Override
    public List<Setting> settings() {
        List<Setting> all = new ArrayList<>(List.of(
                Setting.text("losses", "LIST", "losses with commas between", LOSSES, "ce,gce,elr"),
                Setting.text(
                        "noise",
                        "LIST",
                        "kinds of noise with commas between, as in 'lethe train'",
                        "symmetric:0.2,symmetric:0.4,symmetric:0.6,symmetric:0.8,pair:0.4",
                        "symmetric:0.4"),
                Setting.integer("seeds", "how many seeds, from --seed upwards", 3, 1, 1, 1000)));
        all.addAll(Training.settings("strokes:2000", "convnet", 40));
        return all;
    }

    @Override
    public StudyResult run(StudyRun run) {
        List<LossSpec> losses = LossSpec.parseList(run.settings().text("losses"));
        List<String> noises = List.of(run.settings().text("noise").split(","));
        int seeds = run.settings().integer("seeds");
        Cells cells = new Cells(run.folder().resolve("runs.jsonl"));
        Map<LossSpec, List<Spread>> tests = new LinkedHashMap<>();
        List<Table> tables = new ArrayList<>();
        for (String noise : noises) {
            Table table = new Table("Noise " + noise, "loss", "test, last epoch", "memorized", "recovered", "seconds");
            for (LossSpec loss : losses) {
                List<Cell> own = new ArrayList<>();
                for (int s = 0; s < seeds; s++) {
                    own.add(cell(run, cells, noise, loss, run.seed() + s));
                }
                Spread test = Spread.of(own.stream()
                        .mapToDouble(c -> c.test() == null ? Double.NaN : c.test())
                        .toArray());
                tests.computeIfAbsent(loss, l -> new ArrayList<>()).add(test);
                table.row(
                        loss.label(),
                        test.toString(),
                        mean(own, Cell::memorized),
                        mean(own, Cell::recovered),
                        mean(own, Cell::seconds));
            }
            tables.add(table);
        }
        Table all = new Table("Test accuracy, last epoch", columns(noises));
        tests.forEach((loss, spreads) -> all.row(IntStream.range(0, noises.size() + 1)
                .mapToObj(i -> i == 0 ? loss.label() : spreads.get(i - 1).toString())
                .toArray()));
        String conventions = noises.stream()
                .map(Training::convention)
                .distinct()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        List<Section> sections = List.of(
                new Section("All losses", READ + " " + conventions, List.of(all), List.of()),
                new Section("By noise", "Means over " + seeds + " seeds.", tables, List.of()));
        return new StudyResult(claims(tests, noises), sections);
    }

    private static String[] columns(List<String> noises) {
        List<String> columns = new ArrayList<>(List.of("loss"));
        columns.addAll(noises);
        return columns.toArray(String[]::new);
    }

    private static Cell cell(StudyRun run, Cells cells, String noise, LossSpec loss, long seed) {
        Training training = new Training(run.withSeed(seed));
        Recipe recipe = training.recipe(loss.label());
        String data = run.settings().text("data");
        int size = run.settings().integer("train-size");
        String key = String.join(
                "; ",
                data,
                "first " + size,
                noise,
                recipe.withLoss(loss.inFull()).toString(),
                run.device().name());
        return cells.of(key, () -> {
            long start = System.nanoTime();
            Parts parts = training.load(noise);
            RunResult result;
            try {
                result = new Trainer(run.device(), recipe, parts)
                        .measureEvery(recipe.epochs())
                        .run(Listener.SILENT);
            } catch (DivergedException e) {
                run.say(noise + ", " + loss.label() + ", seed " + seed + ": " + e.getMessage());
                return new Cell(key, null, null, null, (System.nanoTime() - start) * 1e-9);
            }
            run.say(String.format(
                    Locale.ROOT,
                    "%s, %s, seed %d: test %.4f, %.0f s",
                    noise,
                    loss.label(),
                    seed,
                    result.testAccuracyLast(),
                    result.seconds()));
            return new Cell(key, result.testAccuracyLast(), result.memorized(), result.recovered(), result.seconds());
        });
    }

    /** Over the runs that have the value; null if none has. */
    private static Double mean(List<Cell> cells, Function<Cell, Double> value) {
        OptionalDouble mean = cells.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    /** ELR stays above cross-entropy, and ELR+ above ELR, wherever they were run. */
    private static List<Claim> claims(Map<LossSpec, List<Spread>> tests, List<String> noises) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < noises.size(); i++) {
            Double ce = named(tests, "ce", i);
            Double elr = named(tests, "elr", i);
            Double plus = named(tests, "elr+", i);
            if (ce != null && elr != null) {
                claims.add(Claim.atLeast(
                        0, noises.get(i) + ": test accuracy of ELR less that of cross-entropy", elr - ce));
            }
            if (elr != null && plus != null) {
                claims.add(Claim.atLeast(0, noises.get(i) + ": test accuracy of ELR+ less that of ELR", plus - elr));
            }
        }
        return claims;
    }

    private static Double named(Map<LossSpec, List<Spread>> tests, String name, int noise) {
        for (Map.Entry<LossSpec, List<Spread>> e : tests.entrySet()) {
            if (e.getKey().name().equals(name)) {
                return e.getValue().get(noise).mean();
            }
        }
        return null;
    }
}
