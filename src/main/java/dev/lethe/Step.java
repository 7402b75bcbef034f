package dev.lethe;

/** Work that was recorded once and can be run again with no host code in it, see {@link Device#capture}. */
public interface Step extends AutoCloseable {
    /** Runs the recorded work once. */
    void replay();

    @Override
    void close();
}
