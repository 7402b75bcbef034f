package dev.lethe.cuda.compile;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ptxas says about the kernels of a file: all of the registry must be there, none may spill, and each must start
 * with as many threads as it allows.
 */
final class Resources {
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)' for '(\\w+)'");
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");

    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    /** Registers of a thread in the largest block, 1024 threads. */
    private static final int OF_LARGEST_BLOCK = 64;

    private Resources() {}

    static void check(Path file, KernelSource source, String printed) {
        Set<String> compiled = new HashSet<>();
        Set<String> unbounded = new HashSet<>();
        source.prototypes().stream().filter(p -> p.bound() == 0).forEach(p -> unbounded.add(p.symbol()));
        String symbol = "";
        String current = "";
        for (String line : printed.split("\n")) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.find()) {
                symbol = entry.group(1);
                current = symbol + " for " + entry.group(2);
                compiled.add(entry.group(1));
            }
            Matcher registers = REGISTERS.matcher(line);
            if (registers.find()
                    && unbounded.contains(symbol)
                    && Integer.parseInt(registers.group(1)) > OF_LARGEST_BLOCK) {
                throw new IllegalStateException(file + ": kernel " + current + " uses " + registers.group(1)
                        + " registers, so that a block of 1024 threads would not start: add __launch_bounds__");
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
