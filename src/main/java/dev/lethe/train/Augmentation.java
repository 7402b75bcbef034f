package dev.lethe.train;

/**
 * What is done to training images on the device, anew in each step.
 *
 * @param crop the image moves by up to so many pixels on each axis, filled with 0; as padding and random cropping do
 * @param flip whether half of the images are mirrored left to right
 */
public record Augmentation(int crop, boolean flip) {
    public static final Augmentation NONE = new Augmentation(0, false);

    public Augmentation {
        if (crop < 0 || crop > 64) {
            throw new IllegalArgumentException("augmentation crop:" + crop + ": 0 to 64 pixels are allowed");
        }
    }

    /**
     * Parses {@code none}, {@code flip}, {@code crop:PIXELS}, or both joined by a comma.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    public static Augmentation parse(String text) {
        int crop = 0;
        boolean flip = false;
        for (String part : text.split(",")) {
            if (part.equals("flip")) {
                flip = true;
            } else if (part.matches("crop:\\d{1,2}")) {
                crop = Integer.parseInt(part.substring(5));
            } else if (!part.equals("none")) {
                throw new IllegalArgumentException(
                        "augmentation '" + part + "' in '" + text + "': none, flip and crop:PIXELS are allowed");
            }
        }
        return new Augmentation(crop, flip);
    }

    @Override
    public String toString() {
        String c = crop > 0 ? "crop:" + crop : "";
        String both = c + (flip ? (c.isEmpty() ? "flip" : ",flip") : "");
        return both.isEmpty() ? "none" : both;
    }
}
