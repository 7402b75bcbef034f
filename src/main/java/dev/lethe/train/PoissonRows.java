package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Batches;
import dev.lethe.optim.Clock;
import dev.lethe.privacy.PoissonPlan;

/**
 * Every example in each step with the same probability, in rows as long as the largest batch of the run. Places behind the
 * last example of a row repeat the first example of the data set, count 0, and have rows of the ledger of their own.
 */
final class PoissonRows implements Sampling {
    private static final Kernel WEIGHTS = Kernel.of("gather_rows", Batches::gatherRows);
    private static final Kernel INTS = Kernel.of("gather_ints", Batches::gatherInts);

    private final Device device;
    private final Clock clock;
    private final Resident train;
    private final PoissonPlan plan;
    private final Tensor order;
    private final Tensor account;
    private final Tensor weights;
    private final Tensor sequence;
    private final Tensor share;
    private final Tensor zero;

    PoissonRows(Device device, Arena data, Clock clock, Resident train, PoissonPlan plan) {
        this.device = device;
        this.clock = clock;
        this.train = train;
        this.plan = plan;
        int places = places();
        order = data.ints(places);
        account = data.ints(places);
        weights = data.floats(places);
        sequence = data.ints(places);
        int[] identity = new int[places];
        for (int i = 0; i < places; i++) {
            identity[i] = i;
        }
        device.upload(identity, sequence);
        share = data.floats(1);
        device.upload(new float[] {(float) (1 / plan.expectedSize())}, share);
        zero = data.floats(1);
        device.upload(new float[1], zero);
    }

    @Override
    public int steps() {
        return plan.stepsPerEpoch();
    }

    @Override
    public int places() {
        return plan.stepsPerEpoch() * plan.capacity();
    }

    @Override
    public int batchAt(int cursor) {
        return plan.capacity();
    }

    @Override
    public void begin() {
        PoissonPlan.Epoch epoch = plan.epoch(clock.save()[ClockState.EPOCH]);
        int[] rows = epoch.indices().clone();
        for (int i = 0; i < rows.length; i++) {
            if (epoch.weights()[i] == 0) {
                rows[i] = train.size() + i % plan.capacity();
            }
        }
        device.upload(epoch.indices(), order);
        device.upload(rows, account);
        device.upload(epoch.weights(), weights);
    }

    @Override
    public Tensor order() {
        return order;
    }

    @Override
    public Draw next(Pass pass, int n, Augmentation augmentation) {
        Tensor cotangent = pass.floats(n);
        Tensor place = pass.ints(n);
        pass.launch(WEIGHTS)
                .in(weights)
                .in(sequence)
                .in(pass.clock())
                .in(share)
                .in(zero)
                .out(cotangent)
                .out(place)
                .i32(n)
                .i32(1)
                .each(n);
        Tensor rows = pass.ints(n);
        pass.launch(INTS).in(account).in(place).out(rows).i32(n).each(n);
        return new Draw(train.next(pass, order, n, augmentation), cotangent, rows);
    }

    @Override
    public double meanLoss(double sum, int epoch) {
        long took = 0;
        for (int step = 0; step < steps(); step++) {
            took += plan.size(epoch * steps() + step);
        }
        return sum * plan.expectedSize() / took;
    }
}
