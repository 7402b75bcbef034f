package dev.lethe.cuda.compile;

import dev.lethe.DType;
import java.util.Map;

/**
 * One parameter of a kernel.
 *
 * @param kind as in {@link dev.lethe.Args#signature}: c (read), p (written), i or f
 * @param type what a pointer points to; null for a number
 */
public record Parameter(char kind, DType type, String name) {
    private static final Map<String, DType> POINTED =
            Map.of("float", DType.F32, "int", DType.I32, "unsigned char", DType.U8);

    /** Reads a declaration such as {@code const float* x}; null if it is none that a kernel may have. */
    static Parameter parse(String declaration) {
        String text = declaration.replace("__restrict__", " ").trim();
        int name = text.length();
        while (name > 0 && Character.isJavaIdentifierPart(text.charAt(name - 1))) {
            name--;
        }
        String type = text.substring(0, name).trim().replaceAll("\\s+", " ").replace(" *", "*");
        String own = text.substring(name);
        if (own.isEmpty()) {
            return null;
        }
        if (type.equals("int") || type.equals("float")) {
            return new Parameter(type.charAt(0), null, own);
        }
        boolean read = type.startsWith("const ");
        String pointed = read ? type.substring(6) : type;
        if (!pointed.endsWith("*")) {
            return null;
        }
        DType element = POINTED.get(pointed.substring(0, pointed.length() - 1));
        return element == null ? null : new Parameter(read ? 'c' : 'p', element, own);
    }

    /** The declaration, as in CUDA. */
    @Override
    public String toString() {
        if (type == null) {
            return (kind == 'i' ? "int " : "float ") + name;
        }
        String element = type == DType.F32 ? "float" : type == DType.I32 ? "int" : "unsigned char";
        return (kind == 'c' ? "const " : "") + element + "* " + name;
    }
}
