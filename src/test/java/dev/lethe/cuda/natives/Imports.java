package dev.lethe.cuda.natives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;

/** The functions that a 64-bit ELF library takes from others under one version name. */
final class Imports {
    private static final int STRINGS = 3;
    private static final int SYMBOLS = 11;
    private static final int SYMBOL_VERSIONS = 0x6fffffff;
    private static final int NEEDED_VERSIONS = 0x6ffffffe;

    private final ByteBuffer elf;

    private Imports(byte[] library) {
        elf = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Set<String> of(byte[] library, String version) {
        return new Imports(library).find(version);
    }

    private Set<String> find(String version) {
        int symbols = section(SYMBOLS);
        int versions = (int) elf.getLong(section(SYMBOL_VERSIONS) + 24);
        int names = offset(link(symbols));
        int wanted = number(version);
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < elf.getLong(symbols + 32) / 24; i++) {
            int symbol = offset(symbols) + 24 * i;
            boolean undefined = elf.getShort(symbol + 6) == 0;
            if (undefined && (elf.getShort(versions + 2 * i) & 0x7fff) == wanted) {
                found.add(text(names + elf.getInt(symbol)));
            }
        }
        return found;
    }

    /** The number by which symbols refer to a needed version. */
    private int number(String version) {
        int section = section(NEEDED_VERSIONS);
        int names = offset(link(section));
        int file = offset(section);
        while (true) {
            int entry = file + elf.getInt(file + 8);
            for (int i = 0; i < elf.getShort(file + 2); i++) {
                if (text(names + elf.getInt(entry + 8)).equals(version)) {
                    return elf.getShort(entry + 6);
                }
                entry += elf.getInt(entry + 12);
            }
            if (elf.getInt(file + 12) == 0) {
                throw new IllegalArgumentException("no version " + version + " is needed");
            }
            file += elf.getInt(file + 12);
        }
    }

    private int section(int type) {
        for (int i = 0; i < elf.getShort(60); i++) {
            if (elf.getInt(header(i) + 4) == type) {
                return header(i);
            }
        }
        throw new IllegalArgumentException("no section of type " + type);
    }

    private int header(int section) {
        return (int) elf.getLong(40) + section * elf.getShort(58);
    }

    private int link(int header) {
        int strings = header(elf.getInt(header + 40));
        if (elf.getInt(strings + 4) != STRINGS) {
            throw new IllegalArgumentException("section at " + header + " has no strings");
        }
        return strings;
    }

    private int offset(int header) {
        return (int) elf.getLong(header + 24);
    }

    private String text(int at) {
        StringBuilder text = new StringBuilder();
        for (int i = at; elf.get(i) != 0; i++) {
            text.append((char) elf.get(i));
        }
        return text.toString();
    }
}
