package dev.lethe.study.symmetric;

import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import java.util.ArrayList;
import java.util.List;

/**
 * What Patel and Sastry (2021) found of cross-entropy and of the robust log loss, with bounds of our own.
 *
 * <p>A loss that fits all given labels has J1 - J2 = w, the fraction of wrong labels; one that learns only the truth has
 * J2 - J1 = w. Where wrong labels are nearly as frequent as the true one, only how well the given labels are fitted
 * says anything: no loss can be robust there.
 */
final class Expectations {
    private static final double FITTED = 0.95;
    private static final double AHEAD = 0.05;
    private static final double LEARNABLE = 0.9;

    private Expectations() {}

    /**
     * The claims on one run; none for other losses, and none without noise.
     *
     * @param share fraction of wrong labels
     */
    static List<Claim> of(LossSpec loss, String noise, double share, int classes, LabelFit fit) {
        List<Claim> claims = new ArrayList<>();
        boolean learnable = share < LEARNABLE * (classes - 1) / classes;
        String where = loss.label() + ", " + noise + ": ";
        double lead = fit.lastOriginal() - fit.lastGiven();
        if (loss.name().equals("ce") && share > 0) {
            claims.add(Claim.atLeast(FITTED, where + "J1 at the end: the given labels are fitted", fit.lastGiven()));
            if (learnable) {
                double half = Math.round(500 * share) / 1000.0;
                claims.add(Claim.atLeast(half, where + "J1 - J2 at the end: the wrong ones with them", -lead));
                claims.add(Claim.atLeast(AHEAD, where + "largest J2 - J1: truth came first", fit.largestLead()));
            }
        }
        if (loss.name().equals("rll") && share > 0 && learnable) {
            claims.add(Claim.atLeast(AHEAD, where + "J2 - J1 at the end: truth stays ahead", lead));
            claims.add(Claim.atLeast(0, where + "least J2 - J1 of all epochs: they never cross", fit.leastLead()));
        }
        return claims;
    }
}
