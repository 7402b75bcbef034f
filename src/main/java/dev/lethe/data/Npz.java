package dev.lethe.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Several named arrays in NumPy's {@code .npz} format: a zip archive of {@code NAME.npy}, stored or deflated.
 *
 * <p>An array takes no more memory than its header declares, and its header may not declare more than its entry can
 * hold.
 */
public final class Npz {
    private static final String ENDING = ".npy";

    private Npz() {}

    /**
     * All arrays by name, in the order of the archive.
     *
     * @throws DataException naming file, array and field, for whatever is wrong with the file
     */
    public static Map<String, HostTensor> read(Path file) {
        return read(file, name -> true);
    }

    /** The arrays whose names are wanted; the others are not unpacked. */
    static Map<String, HostTensor> read(Path file, Predicate<String> wanted) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": no such file");
        }
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
                ZipEntry entry = e.nextElement();
                String name = entry.getName();
                if (!name.endsWith(ENDING)) {
                    throw new DataException(file + ": entry '" + name + "' is no " + ENDING + " array");
                }
                String key = name.substring(0, name.length() - ENDING.length());
                if (!wanted.test(key)) {
                    continue;
                }
                if (arrays.containsKey(key)) {
                    throw new DataException(file + ": array '" + key + "' is there twice");
                }
                arrays.put(key, array(zip, entry, file + ": " + name));
            }
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw new DataException(file + ": no readable zip archive: " + Input.reason(e), e);
        }
        return Collections.unmodifiableMap(arrays);
    }

    private static HostTensor array(ZipFile zip, ZipEntry entry, String name) throws IOException {
        try (Input in = Input.entry(zip.getInputStream(entry), name, entry.getCompressedSize(), entry.getSize())) {
            HostTensor array = Npy.read(in);
            in.checksum(entry.getCrc());
            return array;
        }
    }

    /**
     * Writes the arrays, deflated, in the order of the map; equal arrays give equal files.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static void write(Path file, Map<String, HostTensor> arrays) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, HostTensor> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ENDING);
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                Npy.write(zip, array.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + Input.reason(e), e);
        }
    }
}
