package dev.lethe.cuda;

/** The stage of a plan that is being assembled, see {@link CudaCall#stage}. */
final class CudaStage implements CudaCall.Stage {
    private final CudaContext context;
    private final Slots launch;
    private final Slots slots;
    private CudaFunction function;
    private CudaFunction launched;

    CudaStage(CudaContext context, Slots launch) {
        this.context = context;
        this.launch = launch;
        this.slots = new Slots(context);
    }

    CudaStage begin(CudaFunction stage, CudaFunction of) {
        function = stage;
        launched = of;
        slots.clear();
        return this;
    }

    @Override
    public CudaCall.Stage arg(int position) {
        function.expectArgument(slots.count(), launched, position);
        slots.copy(launch, position);
        return this;
    }

    @Override
    public CudaCall.Stage address(long value) {
        char kind = function.kind(slots.count());
        if (kind != 'c' && kind != 'p') {
            throw new IllegalArgumentException(
                    "argument " + slots.count() + " of stage " + function.symbol() + " is no pointer");
        }
        slots.address(value);
        return this;
    }

    @Override
    public CudaCall.Stage i32(int value) {
        function.expect(slots.count(), 'i', null);
        slots.i32(value);
        return this;
    }

    @Override
    public CudaCall.Stage f32(float value) {
        function.expect(slots.count(), 'f', null);
        slots.f32(value);
        return this;
    }

    @Override
    public void start(int gridX, int gridY, int gridZ, int blockX, int blockY, int sharedBytes) {
        function.expectCount(slots.count());
        function.start(context, slots, gridX, gridY, gridZ, blockX, blockY, sharedBytes);
    }

    void free() {
        slots.free();
    }
}
