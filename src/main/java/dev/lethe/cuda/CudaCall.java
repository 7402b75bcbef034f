package dev.lethe.cuda;

/** A launch as a {@link Plan} sees it: its arguments by position, and ways to start kernels with them. */
interface CudaCall {
    /** Integer argument {@code position} of the launch. */
    int i32At(int position);

    /** Whether tensor argument {@code position} is null. */
    boolean absent(int position);

    /**
     * Memory for what one stage leaves to the next, valid until the plan returns.
     *
     * @param floats how many; the address is a multiple of 256
     */
    long workspace(long floats);

    /** Starts the launched kernel itself, with its own arguments. */
    void start(int gridX, int gridY, int gridZ, int blockX, int blockY, int sharedBytes);

    /** Begins another kernel of the same files; its arguments are given in the order of its prototype. */
    Stage stage(String symbol);

    /** A kernel that a plan starts. */
    interface Stage {
        /** Argument {@code position} of the launch. */
        Stage arg(int position);

        /** Device memory, from {@link #workspace}. */
        Stage address(long value);

        Stage i32(int value);

        Stage f32(float value);

        void start(int gridX, int gridY, int gridZ, int blockX, int blockY, int sharedBytes);
    }
}
