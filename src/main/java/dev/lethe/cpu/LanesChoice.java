package dev.lethe.cpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Chooses the {@link Lanes} of this JVM, once. */
final class LanesChoice {
    static final Lanes CHOSEN = choose();

    private LanesChoice() {}

    private static Lanes choose() {
        Logger log = System.getLogger("dev.lethe");
        String wanted = System.getProperty("lethe.lanes", "best");
        if (!wanted.equals("best") && !wanted.equals("plain") && !wanted.equals("vector")) {
            throw new IllegalArgumentException("-Dlethe.lanes=" + wanted + ": best, plain or vector is expected");
        }
        boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        if (!wanted.equals("plain") && present) {
            try {
                return (Lanes) Class.forName("dev.lethe.cpu.vector.VectorLanes")
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the Vector API is present but dev.lethe.cpu.vector is not usable", e);
            }
        }
        if (wanted.equals("vector")) {
            throw new IllegalStateException(
                    "-Dlethe.lanes=vector needs the JVM flag --add-modules=jdk.incubator.vector");
        }
        if (!present) {
            log.log(
                    Level.INFO,
                    "the Vector API is not loaded, so plain loops are used; the JVM flag"
                            + " --add-modules=jdk.incubator.vector makes the CPU device several times faster");
        }
        return new PlainLanes();
    }
}
