package dev.lethe.influence;

import java.util.Locale;

/** How the influence of a training example on a test example is scored; above 0 it helps. */
public enum Method {
    /**
     * TracInCP: the sum over weights of the learning rate times the inner product of the two losses' gradients (Pruthi et
     * al., 2020, arXiv 2002.08484).
     */
    TRACIN,
    /**
     * TRAK: a least-squares estimate in randomly projected gradients of the log odds, averaged over weights (Park et al.,
     * 2023, arXiv 2303.14186, without soft thresholding).
     */
    TRAK,
    /** Inner product of the two losses' gradients at the last weights. */
    GRAD_DOT,
    /** Cosine of the angle between the two losses' gradients at the last weights. */
    GRAD_COS,
    /** As {@link #TRACIN}, of the gradients of the last layer's weights alone. */
    LAST_LAYER,
    /** No scores for test examples, only what is known of each training example itself. */
    SELF;

    /** What is allowed, for help and messages. */
    public static final String ALLOWED = "tracin, trak, grad-dot, grad-cos, last-layer, self";

    /** @throws IllegalArgumentException if no method is called so */
    public static Method parse(String name) {
        for (Method m : values()) {
            if (m.toString().equals(name)) {
                return m;
            }
        }
        throw new IllegalArgumentException("unknown method '" + name + "'; allowed: " + ALLOWED);
    }

    /** Whether gradients can be, or must be, projected. */
    public boolean projects() {
        return this != LAST_LAYER && this != SELF;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
