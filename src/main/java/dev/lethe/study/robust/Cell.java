package dev.lethe.study.robust;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What one run came to.
 *
 * @param key everything that decides the run; the same key means the same numbers
 * @param test accuracy after the last epoch, from 0 to 1; null if training diverged
 * @param memorized of the wrong labels, the fraction predicted; null if none is wrong
 * @param recovered of the wrong labels, the fraction whose true class is predicted; null if none is wrong
 * @param seconds wall time
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Cell(String key, Double test, Double memorized, Double recovered, double seconds) {}
