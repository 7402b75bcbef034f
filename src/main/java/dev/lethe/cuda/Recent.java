package dev.lethe.cuda;

/** The kernels that were launched last: an error shows only at the next wait, and one of them is the cause. */
final class Recent {
    private static final int KEPT = 8;

    private final CudaFunction[] functions = new CudaFunction[KEPT];
    private int next;

    void add(CudaFunction f) {
        functions[next++ % KEPT] = f;
    }

    @Override
    public String toString() {
        if (next == 0) {
            return "no launch yet";
        }
        StringBuilder text = new StringBuilder("the latest launches: ");
        for (int i = Math.max(0, next - KEPT); i < next; i++) {
            text.append(functions[i % KEPT].symbol()).append(i == next - 1 ? "" : ", ");
        }
        return text.toString();
    }
}
