package dev.lethe.study;

import dev.lethe.Device;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a study is run with.
 *
 * @param device what to compute on
 * @param seed of everything random
 * @param folder where files of its own may go, beside those that tell of the results
 * @param settings a value for each setting of the study
 * @param progress takes lines that tell how it goes
 */
public record StudyRun(Device device, long seed, Path folder, Settings settings, Consumer<String> progress) {
    /** The same run with another seed. */
    public StudyRun withSeed(long other) {
        return new StudyRun(device, other, folder, settings, progress);
    }

    /** Tells how it goes, in one line. */
    public void say(String line) {
        progress.accept(line);
    }
}
