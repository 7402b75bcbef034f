package dev.lethe.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A question about what networks learn, answered by a short program on the public API.
 *
 * <p>Studies are found by {@link ServiceLoader}: a class with a constructor without arguments, named in
 * {@code META-INF/services/dev.lethe.study.Study}, is listed and run by {@code lethe study}.
 */
public interface Study {
    /** What it is called by, in lower case with hyphens, such as {@code early-learning}. */
    String name();

    /** What it shows, in one line. */
    String purpose();

    /** What can be set, in the order to list it. */
    List<Setting> settings();

    /**
     * Does the work and says what came of it. The same run gives the same numbers.
     *
     * @throws IllegalArgumentException if settings do not fit together, naming them
     */
    StudyResult run(StudyRun run);

    /** Every study on the class path, by name. */
    static List<Study> all() {
        List<Study> found = new ArrayList<>();
        ServiceLoader.load(Study.class, Study.class.getClassLoader()).forEach(found::add);
        found.sort(Comparator.comparing(Study::name));
        return found;
    }
}
