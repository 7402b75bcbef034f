package dev.lethe.train;

import dev.lethe.Shape;

/**
 * What is done to training examples on the device, anew in each step.
 *
 * @param crop the image moves by up to so many pixels on each axis, filled with 0; as padding and random cropping do
 * @param flip whether half of the images are mirrored left to right
 * @param mixup both parameters of the Beta distribution of mixup's share, see {@link Mixing}; 0 for none
 * @param cutmix likewise of CutMix; where both are given, each batch takes either with probability 1/2
 */
public record Augmentation(int crop, boolean flip, double mixup, double cutmix) {
    /** What {@link #parse} accepts, for help texts. */
    public static final String ALLOWED =
            "none, or any of crop:PIXELS, flip, mixup:ALPHA, cutmix:ALPHA with commas between"
                    + " (PIXELS from 0 to 64, ALPHA from 0 to 100)";

    public static final Augmentation NONE = new Augmentation(0, false);

    public Augmentation {
        if (crop < 0 || crop > 64) {
            throw new IllegalArgumentException("augmentation crop:" + crop + ": 0 to 64 pixels are allowed");
        }
        for (double alpha : new double[] {mixup, cutmix}) {
            if (!(alpha >= 0 && alpha <= 100)) {
                throw new IllegalArgumentException("augmentation mixup or cutmix:" + alpha + ": 0 to 100 is allowed");
            }
        }
    }

    /** Of each image by itself. */
    public Augmentation(int crop, boolean flip) {
        this(crop, flip, 0, 0);
    }

    /**
     * Parses {@link #ALLOWED}.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    public static Augmentation parse(String text) {
        int crop = 0;
        boolean flip = false;
        double mixup = 0;
        double cutmix = 0;
        for (String part : text.split(",")) {
            if (part.equals("flip")) {
                flip = true;
            } else if (part.matches("crop:\\d{1,9}")) {
                crop = Integer.parseInt(part.substring(5));
            } else if (part.matches("mixup:\\d+(\\.\\d+)?")) {
                mixup = Double.parseDouble(part.substring(6));
            } else if (part.matches("cutmix:\\d+(\\.\\d+)?")) {
                cutmix = Double.parseDouble(part.substring(7));
            } else if (!part.equals("none")) {
                throw new IllegalArgumentException(
                        "augmentation '" + part + "' in '" + text + "': allowed are " + ALLOWED);
            }
        }
        return new Augmentation(crop, flip, mixup, cutmix);
    }

    /** Whether examples are mixed with each other. */
    boolean mixes() {
        return mixup > 0 || cutmix > 0;
    }

    /** Whether it needs images. */
    boolean ofImages() {
        return crop > 0 || flip || cutmix > 0;
    }

    /** The draws of the mixing for a whole run. */
    MixShares shares(long seed, Shape example, int steps) {
        double part = cutmix == 0 ? 0 : mixup == 0 ? 1 : 0.5;
        return new MixShares(
                seed, "mixing", mixup > 0 ? mixup : cutmix, cutmix > 0 ? cutmix : mixup, part, example, steps);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(crop > 0 ? ",crop:" + crop : "");
        text.append(flip ? ",flip" : "");
        text.append(mixup > 0 ? ",mixup:" + mixup : "");
        text.append(cutmix > 0 ? ",cutmix:" + cutmix : "");
        return text.length() == 0 ? "none" : text.substring(1);
    }
}
