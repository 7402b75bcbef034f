package dev.lethe.train;

/** Follows training from code, and can end it. */
public interface Listener {
    /** Does nothing and never ends training. */
    Listener SILENT = new Listener() {};

    /** After each step: {@code done} of {@code total} examples of epoch {@code epoch} (from 1) have been seen. */
    default void step(int epoch, int done, int total) {}

    /** After each epoch. */
    default void epoch(EpochRecord record) {}

    /** After each epoch, with a view of the run: for whoever wants more than the record. */
    default void epoch(EpochRecord record, EpochView now) {
        epoch(record);
    }

    /** Asked after each step; once true, training saves its state and returns. */
    default boolean cancelled() {
        return false;
    }
}
