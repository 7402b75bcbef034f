package dev.lethe.cuda.natives;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.JCudaVersion;
import jcuda.LibUtils;
import jcuda.Pointer;

/**
 * Loads JCuda's native libraries out of a folder that belongs to this process.
 *
 * <p>JCuda unpacks them under fixed names into the folder that the property {@code java.io.tmpdir} names, and takes
 * whatever it finds there. That folder is shared with other processes and other users, and the property with the whole
 * program. So JCuda's loading class is defined here, before its first use, with the name of another property in it.
 */
final class JCudaLibraries {
    private static final Pattern CAUSE = Pattern.compile("UnsatisfiedLinkError: (.*)");

    private static PrivateFolder folder;

    private JCudaLibraries() {}

    /**
     * Loads one of JCuda's libraries, such as {@code JCudaDriver}, before the class of that name is initialised: a
     * class that fails to load its library stays unusable, a library can be tried again.
     */
    static synchronized void load(String library) {
        folder();
        String name = LibUtils.createPlatformLibraryName(library + "-" + JCudaVersion.get());
        try {
            LibUtils.loadLibrary(name);
        } catch (UnsatisfiedLinkError e) {
            throw shorter(e);
        }
    }

    /** The private folder, made on first use. */
    static synchronized PrivateFolder folder() {
        if (folder == null) {
            try {
                PrivateFolder created = PrivateFolder.create();
                if (redirect(created.path())) {
                    unpack("JCudaDriver", created);
                    unpack("JCublas2", created);
                }
                folder = created;
            } catch (IOException e) {
                throw new IllegalStateException("cannot unpack JCuda's native libraries: " + e.getMessage(), e);
            }
        }
        return folder;
    }

    private static void unpack(String library, PrivateFolder to) throws IOException {
        String name = System.mapLibraryName(LibUtils.createPlatformLibraryName(library + "-" + JCudaVersion.get()));
        try {
            to.copy(Pointer.class, "/lib/" + name, name);
        } catch (FileNotFoundException e) {
            String artifact = library.equals("JCublas2") ? "jcublas-natives" : "jcuda-natives";
            throw new IOException(
                    "/lib/" + name + " is not on the class path; add org.jcuda:" + artifact + " " + JCudaVersion.get()
                            + " with the classifier of this system, linux-x86_64 or windows-x86_64",
                    e);
        }
    }

    /**
     * Lets JCuda unpack into a folder of ours.
     *
     * @return false if the program used JCuda before, so that it goes on as it began
     */
    private static boolean redirect(Path to) throws IOException {
        // Of its own for each class loader, because a library file can be loaded by one only.
        String property = "dev.lethe.cuda.natives." + to.getFileName();
        byte[] changed = rename(classFile(), "java.io.tmpdir", property);
        System.setProperty(property, to.toString());
        try {
            MethodHandles.privateLookupIn(Pointer.class, MethodHandles.lookup()).defineClass(changed);
            return true;
        } catch (LinkageError e) {
            System.clearProperty(property);
            return false;
        } catch (IllegalAccessException e) {
            throw new IOException("the package jcuda is closed to Lethe: " + e.getMessage(), e);
        }
    }

    private static byte[] classFile() throws IOException {
        try (InputStream in = Pointer.class.getResourceAsStream("LibUtils.class")) {
            if (in == null) {
                throw new IOException("jcuda/LibUtils.class is not beside jcuda/Pointer.class");
            }
            return in.readAllBytes();
        }
    }

    /** A class file in which one text constant is another: it is stored once, after a tag and its length. */
    static byte[] rename(byte[] classFile, String from, String to) throws IOException {
        byte[] old = constant(from);
        for (int at = 0; at + old.length <= classFile.length; at++) {
            if (Arrays.equals(classFile, at, at + old.length, old, 0, old.length)) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(classFile, 0, at);
                out.writeBytes(constant(to));
                out.write(classFile, at + old.length, classFile.length - at - old.length);
                return out.toByteArray();
            }
        }
        throw new IOException("this JCuda does not name " + from + " in its LibUtils; Lethe works with JCuda 12.6.0");
    }

    private static byte[] constant(String text) {
        byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[letters.length + 3];
        all[0] = 1;
        all[1] = (byte) (letters.length >> 8);
        all[2] = (byte) letters.length;
        System.arraycopy(letters, 0, all, 3, letters.length);
        return all;
    }

    /** JCuda puts two stack traces into its message; the last cause named there is what matters. */
    private static UnsatisfiedLinkError shorter(UnsatisfiedLinkError error) {
        Matcher causes = CAUSE.matcher(String.valueOf(error.getMessage()));
        String last = null;
        while (causes.find()) {
            last = causes.group(1);
        }
        if (last == null) {
            return error;
        }
        UnsatisfiedLinkError shorter = new UnsatisfiedLinkError(last);
        shorter.initCause(error);
        return shorter;
    }
}
