package dev.lethe.cuda;

/** What was launched last: an error shows only at the next wait, and one of these is the cause. */
final class Recent {
    /** A power of two, so that counting may go round. */
    private static final int KEPT = 8;

    // Kernels and captured steps, whose words are only made when they are asked for.
    private final Object[] launched = new Object[KEPT];
    private int next;

    void add(Object kernelOrStep) {
        launched[next++ & KEPT - 1] = kernelOrStep;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < KEPT; i++) {
            Object one = launched[next + i & KEPT - 1];
            if (one != null) {
                text.append(text.length() == 0 ? "the latest launches: " : ", ").append(one);
            }
        }
        return text.length() == 0 ? "no launch yet" : text.toString();
    }
}
