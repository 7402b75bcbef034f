package dev.lethe.cuda.compile;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ptxas says about the kernels of a file: all of the registry must be there, and none may spill. */
final class Resources {
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)' for '(\\w+)'");
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");

    private Resources() {}

    static void check(Path file, KernelSource source, String printed) {
        Set<String> compiled = new HashSet<>();
        String current = "";
        for (String line : printed.split("\n")) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.find()) {
                current = entry.group(1) + " for " + entry.group(2);
                compiled.add(entry.group(1));
            }
            Matcher spills = SPILLS.matcher(line);
            if (spills.find()
                    && !(spills.group(1).equals("0") && spills.group(2).equals("0"))) {
                throw new IllegalStateException(file + ": kernel " + current + " spills registers: " + line.trim()
                        + "; use smaller tiles or fewer values a thread");
            }
        }
        Set<String> registered = new HashSet<>();
        source.prototypes().forEach(p -> registered.add(p.symbol()));
        if (!compiled.equals(registered)) {
            throw new IllegalStateException(
                    file + ": the registry read " + registered + ", but nvcc compiled " + compiled);
        }
    }
}
