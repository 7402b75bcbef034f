package dev.lethe.study;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a study.
 *
 * @param claims what was expected, and whether it holds
 * @param sections all that was measured
 */
public record StudyResult(List<Claim> claims, List<Section> sections) {
    public StudyResult {
        claims = List.copyOf(claims);
        sections = List.copyOf(sections);
    }

    /** Several parts as one, in their order. */
    public static StudyResult of(List<StudyResult> parts) {
        List<Claim> claims = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        for (StudyResult part : parts) {
            claims.addAll(part.claims());
            sections.addAll(part.sections());
        }
        return new StudyResult(claims, sections);
    }

    /** Whether every claim holds. */
    public boolean holds() {
        return claims.stream().allMatch(Claim::holds);
    }
}
