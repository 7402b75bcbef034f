package dev.lethe.audit;

import dev.lethe.measure.RankingMeasures;
import java.util.EnumMap;
import java.util.Map;

/**
 * How well an audit found wrong labels, by the true labels, which took no part in it.
 *
 * @param wrong number of wrong labels
 * @param corrected how many of them have the true label as the suggested one
 * @param spoilt how many right labels have another as the suggested one
 * @param figures of each score that the evidence is enough for
 */
public record Planted(int wrong, int corrected, int spoilt, Map<LabelScore, Figures> figures) {
    /**
     * How well a score ranks, with wrong labels as the positives; see {@link RankingMeasures}.
     *
     * @param areaUnderCurve of the ROC curve
     * @param precision among as many labels as are wrong
     * @param averagePrecision over all
     */
    public record Figures(double areaUnderCurve, double precision, double averagePrecision) {}

    /** Null where the true labels are not known, or all or none of the given ones are wrong. */
    public static Planted of(Audit audit) {
        int[] truth = audit.data().trueLabels();
        if (truth == null) {
            return null;
        }
        int[] given = audit.evidence().given();
        int[] suggested = audit.suggested();
        boolean[] bad = new boolean[given.length];
        int wrong = 0;
        int corrected = 0;
        int spoilt = 0;
        for (int i = 0; i < bad.length; i++) {
            bad[i] = given[i] != truth[i];
            wrong += bad[i] ? 1 : 0;
            corrected += bad[i] && suggested[i] == truth[i] ? 1 : 0;
            spoilt += !bad[i] && suggested[i] != truth[i] ? 1 : 0;
        }
        if (wrong == 0 || wrong == bad.length) {
            return null;
        }
        Map<LabelScore, Figures> figures = new EnumMap<>(LabelScore.class);
        for (LabelScore score : LabelScore.values()) {
            if (score.possible(audit.evidence())) {
                double[] scores = score.of(audit.evidence(), audit.joint());
                figures.put(
                        score,
                        new Figures(
                                RankingMeasures.areaUnderCurve(scores, bad),
                                RankingMeasures.precisionAt(wrong, scores, bad),
                                RankingMeasures.averagePrecision(scores, bad)));
            }
        }
        return new Planted(wrong, corrected, spoilt, figures);
    }
}
