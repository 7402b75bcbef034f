package dev.lethe.study;

import dev.lethe.Device;
import java.util.function.Consumer;

/**
 * What a study is run with.
 *
 * @param device what to compute on
 * @param seed of everything random
 * @param settings a value for each setting of the study
 * @param progress takes lines that tell how it goes
 */
public record StudyRun(Device device, long seed, Settings settings, Consumer<String> progress) {
    /** Tells how it goes, in one line. */
    public void say(String line) {
        progress.accept(line);
    }
}
