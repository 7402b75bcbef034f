package dev.lethe.data;

import dev.lethe.Shape;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The header of a {@code .npy} file: a Python dictionary of descr, fortran_order and shape. */
record NpyHeader(ElementType type, ByteOrder order, boolean columnMajor, Shape shape) {
    private static final int LONGEST = 1 << 16;
    private static final int MOST_AXES = 64;
    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("b1", ElementType.BOOL),
            Map.entry("u1", ElementType.U8),
            Map.entry("i1", ElementType.I8),
            Map.entry("u2", ElementType.U16),
            Map.entry("i2", ElementType.I16),
            Map.entry("u4", ElementType.U32),
            Map.entry("i4", ElementType.I32),
            Map.entry("i8", ElementType.I64),
            Map.entry("f2", ElementType.F16),
            Map.entry("f4", ElementType.F32),
            Map.entry("f8", ElementType.F64));
    private static final String ALLOWED = "allowed are b1, u1, i1, u2, i2, u4, i4, i8, f2, f4, f8 after <, >, = or |";

    /** Reads what follows the magic and leaves {@code in} at the first element. */
    static NpyHeader read(Input in) {
        byte[] version = in.bytes(2, "version");
        int major = version[0];
        if (major < 1 || major > 3 || version[1] != 0) {
            throw in.wrong("version", (major & 0xFF) + "." + (version[1] & 0xFF), "1.0, 2.0 and 3.0 are known");
        }
        byte[] size = in.bytes(major == 1 ? 2 : 4, "header length");
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | size[i] & 0xFF;
        }
        if (length > LONGEST) {
            throw in.wrong("header length", length, "at most " + LONGEST + " is allowed");
        }
        String text = new String(in.bytes(length, "header"), StandardCharsets.UTF_8);
        return new Parser(text, in).parse();
    }

    /** Reads exactly the literals that NumPy writes. */
    private static final class Parser {
        private final String text;
        private final Input in;
        private int at;

        Parser(String text, Input in) {
            this.text = text;
            this.in = in;
        }

        NpyHeader parse() {
            String descr = null;
            Boolean columnMajor = null;
            List<Long> dims = null;
            expect('{');
            while (!accept('}')) {
                String key = string();
                expect(':');
                boolean again;
                switch (key) {
                    case "descr":
                        again = descr != null;
                        descr = descr();
                        break;
                    case "fortran_order":
                        again = columnMajor != null;
                        columnMajor = bool();
                        break;
                    case "shape":
                        again = dims != null;
                        dims = tuple();
                        break;
                    default:
                        throw in.wrong("header key", "'" + key + "'", "allowed are descr, fortran_order, shape");
                }
                if (again) {
                    throw new DataException(in.name() + ": header has " + key + " twice");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            if (peek() != 0) {
                throw unexpected("the end");
            }
            if (descr == null || columnMajor == null || dims == null) {
                throw new DataException(in.name() + ": header lacks descr, fortran_order or shape: " + text.strip());
            }
            ElementType type = descr.length() == 3 ? TYPES.get(descr.substring(1)) : null;
            char order = descr.isEmpty() ? ' ' : descr.charAt(0);
            if (type == null || "<>=|".indexOf(order) < 0 || order == '|' && type.bytes() > 1) {
                throw in.wrong("descr", "'" + descr + "'", ALLOWED);
            }
            long[] extents = dims.stream().mapToLong(Long::longValue).toArray();
            Shape shape = Extents.shape(extents, type.bytes(), in, "header");
            return new NpyHeader(
                    type, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, columnMajor, shape);
        }

        private String descr() {
            if (peek() == '[') {
                throw in.wrong("descr", "a list of fields", "structured arrays are not supported; " + ALLOWED);
            }
            return string();
        }

        private List<Long> tuple() {
            List<Long> dims = new ArrayList<>();
            expect('(');
            while (!accept(')')) {
                if (dims.size() == MOST_AXES) {
                    throw new DataException(in.name() + ": shape has more than " + MOST_AXES + " extents");
                }
                dims.add(number());
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return dims;
        }

        private long number() {
            peek();
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            String digits = text.substring(from, at);
            if (digits.isEmpty() || digits.length() > 18) {
                throw unexpected("an extent");
            }
            return Long.parseLong(digits);
        }

        private boolean bool() {
            peek();
            for (String word : List.of("True", "False")) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw unexpected("True or False");
        }

        private String string() {
            char quote = peek();
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0) {
                throw unexpected("a quoted string");
            }
            String value = text.substring(at + 1, end);
            at = end + 1;
            return value;
        }

        private boolean accept(char c) {
            if (peek() == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!accept(c)) {
                throw unexpected("'" + c + "'");
            }
        }

        /** The next character that is not white space, or 0 at the end. */
        private char peek() {
            while (at < text.length() && " \n\t\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private DataException unexpected(String wanted) {
            return new DataException(
                    in.name() + ": header has no " + wanted + " at character " + at + ": " + text.strip());
        }
    }
}
