package dev.lethe;

/**
 * Positions in the state of the device-side clock, an I32 tensor of {@link #LENGTH}: what changes from step to step and
 * is therefore read from device memory by kernels, never handed over as a host scalar.
 */
public final class ClockState {
    /** Steps done so far. */
    public static final int STEP = 0;
    /** Low 32 bits of the seed. */
    public static final int SEED_LOW = 1;
    /** High 32 bits of the seed. */
    public static final int SEED_HIGH = 2;
    /** Position of the next batch's first example in the epoch's permutation. */
    public static final int CURSOR = 3;
    /** Epochs done so far. */
    public static final int EPOCH = 4;

    public static final int LENGTH = 8;

    private ClockState() {}
}
