package dev.lethe.cuda;

/** Lays one kernel over the GPU in another way than the extent of its launch says, perhaps in several stages. */
@FunctionalInterface
interface Plan {
    void start(CudaCall call);
}
