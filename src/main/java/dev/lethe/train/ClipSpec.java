package dev.lethe.train;

import dev.lethe.autograd.Clip;

/** Clipping of the gradient of each example, as on the command line. */
public final class ClipSpec {
    /** What {@link #parse} accepts, for help texts. */
    public static final String ALLOWED = "BOUND, BOUND:layer or BOUND:automatic";

    private ClipSpec() {}

    /**
     * Parses {@link #ALLOWED}.
     *
     * @throws IllegalArgumentException naming what is not understood or out of its range
     */
    public static Clip parse(String text) {
        int colon = text.indexOf(':');
        String how = colon < 0 ? "" : text.substring(colon + 1);
        double bound;
        try {
            bound = Double.parseDouble(colon < 0 ? text : text.substring(0, colon));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("clipping '" + text + "': " + ALLOWED + " is allowed", e);
        }
        if (colon >= 0 && !how.equals("layer") && !how.equals("automatic")) {
            throw new IllegalArgumentException("clipping '" + text + "': " + ALLOWED + " is allowed");
        }
        return how.equals("layer") ? Clip.perLayer(bound) : colon < 0 ? Clip.flat(bound) : Clip.automatic(bound);
    }

    /** What {@link #parse} reads back. */
    public static String text(Clip clip) {
        return clip.bound() + (clip.perLayer() ? ":layer" : clip.automatic() ? ":automatic" : "");
    }
}
