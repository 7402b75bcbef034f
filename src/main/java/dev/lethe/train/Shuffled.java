package dev.lethe.train;

import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.optim.Clock;

/** Every example once in an epoch, in an order drawn anew, in batches of one size. */
record Shuffled(Device device, Clock clock, Resident train, int batch) implements Sampling {
    /** Steps in an epoch. A last batch of one example joins the one before: batch statistics need two. */
    static int steps(int examples, int batch) {
        int full = examples / batch;
        int rest = examples % batch;
        return Math.max(1, rest > 1 || (rest == 1 && batch == 1) ? full + 1 : full);
    }

    @Override
    public int steps() {
        return steps(train.size(), batch);
    }

    @Override
    public int places() {
        return train.size();
    }

    @Override
    public int batchAt(int cursor) {
        int left = train.size() - cursor;
        return left == batch + 1 && batch > 1 ? left : Math.min(left, batch);
    }

    @Override
    public void begin() {
        train.shuffle(device, clock.state());
    }

    @Override
    public Tensor order() {
        return train.order();
    }

    @Override
    public Draw next(Pass pass, int n, Augmentation augmentation) {
        Resident.Batch next = train.next(pass, n, augmentation);
        return new Draw(next, null, next.index());
    }

    @Override
    public double meanLoss(double sum, int epoch) {
        return sum / train.size();
    }
}
