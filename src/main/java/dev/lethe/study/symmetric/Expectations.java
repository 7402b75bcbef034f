package dev.lethe.study.symmetric;

import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import java.util.ArrayList;
import java.util.List;

/**
 * What Patel and Sastry (2021) found of cross-entropy and of the robust log loss, as bounds on what is measured here.
 *
 * <p>A loss that fits all given labels has J1 - J2 = w, the fraction of wrong labels; one that learns only the truth has
 * J2 - J1 = w. The bounds are fractions of w. Nothing is claimed from where on wrong labels are as frequent as the true
 * one among the K classes, since no loss can be robust there.
 */
final class Expectations {
    private Expectations() {}

    /**
     * The claims on one run; none for other losses, and none without noise.
     *
     * @param share fraction of wrong labels
     */
    static List<Claim> of(LossSpec loss, String noise, double share, int classes, LabelFit fit) {
        List<Claim> claims = new ArrayList<>();
        boolean learnable = share < 0.9 * (classes - 1) / classes;
        String where = loss.label() + ", " + noise + ": ";
        double lead = fit.lastOriginal() - fit.lastGiven();
        if (loss.name().equals("ce") && share > 0) {
            claims.add(Claim.atLeast(0.9, where + "J1 at the end, near 1: wrong labels are fitted", fit.lastGiven()));
            if (learnable) {
                claims.add(Claim.atLeast(
                        round(share / 2), where + "J1 - J2 at the end: far above the original labels", -lead));
                claims.add(Claim.atLeast(
                        0, where + "largest J2 - J1: the curves cross, truth comes first", fit.largestLead()));
            }
        }
        if (loss.name().equals("rll") && share > 0 && learnable) {
            claims.add(Claim.atLeast(round(share / 4), where + "J2 - J1 at the end: truth stays ahead", lead));
            claims.add(
                    Claim.atLeast(0, where + "least J2 - J1 of all epochs: the curves never cross", fit.leastLead()));
        }
        return claims;
    }

    private static double round(double bound) {
        return Math.round(1000 * bound) / 1000.0;
    }
}
