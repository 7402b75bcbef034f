package dev.lethe.cuda.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernels of one CUDA source file.
 *
 * @param family the file's name without its ending
 */
public record KernelSource(String family, List<Prototype> prototypes) {
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern KERNEL = Pattern.compile("(?:PER_THREAD\\(\\s*(\\d+)\\s*\\)\\s*)?"
            + "(extern\\s+\"C\"\\s+)?__global__\\s+void\\s+(?:__launch_bounds__\\(\\s*(\\d+)[^)]*\\)\\s*)?"
            + "(\\w+)\\s*\\(([^)]*)\\)");
    private static final Pattern ANY = Pattern.compile("__global__");

    /**
     * Reads a source file.
     *
     * @throws IllegalArgumentException naming file, line and what is wrong with a kernel there
     */
    public static KernelSource read(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".cu")) {
            throw new IllegalArgumentException(file + ": a CUDA source file ending in .cu is expected");
        }
        try {
            return parse(name.substring(0, name.length() - 3), Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    /** Reads source text; {@code where} is for messages. */
    public static KernelSource parse(String family, String source, String where) {
        String text = withoutComments(source);
        List<Prototype> found = new ArrayList<>();
        Set<String> symbols = new HashSet<>();
        Matcher any = ANY.matcher(text);
        Matcher m = KERNEL.matcher(text);
        int from = 0;
        while (any.find(from)) {
            String at = where + ":"
                    + (1
                            + text.substring(0, any.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count());
            if (!m.find(from) || m.start() > any.start() || m.group(2) == null) {
                throw new IllegalArgumentException(
                        at + ": a kernel must begin with: extern \"C\" __global__ void NAME(PARAMETERS)");
            }
            found.add(prototype(m, at));
            if (!symbols.add(m.group(4))) {
                throw new IllegalArgumentException(at + ": a second kernel " + m.group(4));
            }
            from = m.end();
        }
        return new KernelSource(family, List.copyOf(found));
    }

    private static Prototype prototype(Matcher m, String at) {
        List<Parameter> parameters = new ArrayList<>();
        String list = m.group(5).trim();
        for (String declaration : list.isEmpty() ? new String[0] : list.split(",")) {
            Parameter p = Parameter.parse(declaration);
            if (p == null) {
                throw new IllegalArgumentException(at + ": parameter '" + declaration.trim() + "' of kernel "
                        + m.group(4) + ": int, float, and pointers to float, int and unsigned char can be passed");
            }
            parameters.add(p);
        }
        int perThread = m.group(1) == null ? 1 : Integer.parseInt(m.group(1));
        int bound = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
        return new Prototype(m.group(4), List.copyOf(parameters), perThread, bound);
    }

    /** Comments become blanks, so that lines keep their numbers. */
    private static String withoutComments(String source) {
        return COMMENT.matcher(source).replaceAll(m -> m.group().replaceAll("[^\n]", " "));
    }
}
