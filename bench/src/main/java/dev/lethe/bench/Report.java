package dev.lethe.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was measured as a table for people and as JSON, each ratio beside its target. */
public final class Report {
    private final Measured measured;
    private final double peak;
    private final double copy;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> json = new LinkedHashMap<>();

    private Report(Measured measured) {
        this.measured = measured;
        peak = measured.largest("peak-*.txt", Inputs.THREADS);
        copy = measured.largest("copy-*.txt", Inputs.THREADS);
    }

    /** Arguments: the directory of the runs, and the path of the results without ending. */
    public static void main(String[] args) throws IOException {
        Report report = new Report(new Measured(Path.of(args[0])));
        report.machine();
        report.rows();
        report.peers();
        report.memory();
        Files.writeString(Path.of(args[1] + ".md"), report.text);
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(Path.of(args[1] + ".json"), mapper.writeValueAsString(report.json) + "\n");
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
        String s = String.format(Locale.ROOT, "%." + digits + "f", value);
        return digits > 0 && s.matches(".*\\.0+") ? s.substring(0, s.indexOf('.')) : s;
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void machine() {
        line("# Lethe on the CPU beside libtorch\n");
        measured.lines("machine.txt").forEach(l -> line("- %s", l));
        measured.versions().forEach(v -> line("- %s", v));
        line("- libtorch through DJL 0.35.1: 2.7.1");
        double one = measured.largest("peak-*.txt", 1);
        line("- FMA peak: %s GFLOP/s on 1 thread, %s on %d", number(one), number(peak), Inputs.THREADS);
        line("- copy: %s GB/s read and written, on %d threads", number(copy), Inputs.THREADS);
        measured.lines("notes.txt").forEach(l -> line("- %s", l));
        json.put("machine", measured.lines("machine.txt"));
        json.put("versions", measured.versions());
        json.put("notes", measured.lines("notes.txt"));
        json.put("peak_gflops", numbers("1", one, Integer.toString(Inputs.THREADS), peak));
        json.put("copy_gb_per_second", copy);
        line("%n\"libtorch\" is the peer as shipped, through DJL. Milliseconds are medians over windows of a second"
                + " (least in brackets); Lethe's step is the replayed one. The floor is what the FLOPs take at the FMA"
                + " peak, or the bytes at the copy rate; libtorch / floor, in column \"possible\", is the largest ratio"
                + " that any engine can have on this processor.%n");
    }

    private static Map<String, Object> numbers(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            map.put((String) keysAndValues[i], value instanceof Double && ((Double) value).isNaN() ? null : value);
        }
        return map;
    }

    private void rows() {
        line(
                "| row | floor ms | Lethe ms | eager ms | libtorch ms | ratio | GFLOP/s | of peak | possible | target | reached |");
        line("|---|---|---|---|---|---|---|---|---|---|---|");
        List<Object> list = new ArrayList<>();
        for (Row row : Row.ALL) {
            String best = Double.isNaN(measured.median(row.name(), "lethe")) ? "letheReplayed" : "lethe";
            double ours = measured.median(row.name(), best);
            double theirs = measured.median(row.name(), "libtorch");
            double eager = measured.median(row.name(), "letheEager");
            double floor = row.floor(peak, copy);
            double ratio = theirs / ours;
            double gflops = row.flops() > 0 ? row.flops() / ours * 1e-6 : Double.NaN;
            double ofPeak = gflops / peak;
            boolean reached = row.times() > 0 ? ratio >= row.times() : ofPeak >= row.ofPeak();
            line(
                    "| %s | %s | %s | %s | %s | **%sx** | %s | %s | %sx | %s | %s |",
                    row.what(),
                    number(floor),
                    withLeast(row, best),
                    withLeast(row, "letheEager"),
                    withLeast(row, "libtorch"),
                    number(ratio),
                    number(gflops),
                    Double.isNaN(ofPeak) ? "-" : number(100 * ofPeak) + " %",
                    number(theirs / floor),
                    row.target(),
                    reached ? "yes" : "no");
            list.add(numbers(
                    "row",
                    row.name(),
                    "floor_ms",
                    floor,
                    "lethe_ms",
                    ours,
                    "lethe_eager_ms",
                    eager,
                    "libtorch_ms",
                    theirs,
                    "ratio",
                    ratio,
                    "gflops",
                    gflops,
                    "of_peak",
                    ofPeak,
                    "possible_ratio",
                    theirs / floor,
                    "target",
                    row.target(),
                    "reached",
                    reached));
        }
        json.put("rows", list);
    }

    private String withLeast(Row row, String engine) {
        double median = measured.median(row.name(), engine);
        return Double.isNaN(median) ? "-" : number(median) + " (" + number(measured.least(row.name(), engine)) + ")";
    }

    private void peers() {
        line("%nThe other peers: their milliseconds, and the ratio to Lethe.%n");
        line("| row | libtorch, AVX-512 forced | PyTorch | PyTorch, AVX-512 forced |");
        line("|---|---|---|---|");
        List<Object> list = new ArrayList<>();
        for (Row row : Row.ALL) {
            String best = Double.isNaN(measured.median(row.name(), "lethe")) ? "letheReplayed" : "lethe";
            double ours = measured.median(row.name(), best);
            StringBuilder cells = new StringBuilder();
            Map<String, Object> entry = numbers("row", row.name());
            for (String engine : List.of("libtorch forced", "pytorch", "pytorch forced")) {
                double theirs = measured.median(row.name(), engine);
                cells.append(
                        Double.isNaN(theirs)
                                ? " - |"
                                : " " + withLeast(row, engine) + ", " + number(theirs / ours) + "x |");
                entry.putAll(numbers(engine.replace(' ', '_') + "_ms", theirs));
            }
            line("| %s |%s", row.what(), cells);
            list.add(entry);
        }
        json.put("peers", list);
    }

    private void memory() {
        line("%n| network | parameters | step arena, bytes | heap bytes per eager step | per replayed step |");
        line("|---|---|---|---|---|");
        List<Object> list = new ArrayList<>();
        for (String l : measured.lines("memory.txt")) {
            String[] p = l.split(" ");
            line("| %s | %s | %s | %s | %s |", p[0], p[1], p[2], p[3], p[4]);
            list.add(numbers(
                    "network",
                    p[0],
                    "parameters",
                    Long.valueOf(p[1]),
                    "step_arena_bytes",
                    Long.valueOf(p[2]),
                    "heap_bytes_per_eager_step",
                    Long.valueOf(p[3]),
                    "heap_bytes_per_replayed_step",
                    Long.valueOf(p[4])));
        }
        json.put("memory", list);
    }
}
