package dev.lethe.influence;

import dev.lethe.train.EpochRecord;
import dev.lethe.train.EpochView;
import dev.lethe.train.Listener;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the weights of some epochs of a run, spread evenly and with the last among them. Each stands, with their mean
 * learning rate, for the epochs since the one before.
 */
public final class Recorder implements Listener {
    private final Listener follower;
    private final int epochs;
    private final int checkpoints;
    private final List<Weights> kept = new ArrayList<>();
    private double rates;
    private int since;

    /**
     * @param follower is told all, and may cancel
     * @param epochs of the run
     * @param checkpoints how many epochs to keep the weights of, from 1 to {@code epochs}
     */
    public Recorder(Listener follower, int epochs, int checkpoints) {
        if (checkpoints < 1 || checkpoints > epochs) {
            throw new IllegalArgumentException(
                    checkpoints + " checkpoints of " + epochs + " epochs: from 1 to " + epochs + " are allowed");
        }
        this.follower = follower;
        this.epochs = epochs;
        this.checkpoints = checkpoints;
    }

    @Override
    public void step(int epoch, int done, int total) {
        follower.step(epoch, done, total);
    }

    @Override
    public boolean cancelled() {
        return follower.cancelled();
    }

    @Override
    public void epoch(EpochRecord record, EpochView now) {
        rates += now.rate();
        since++;
        int next = Math.toIntExact(Math.round((kept.size() + 1.0) * epochs / checkpoints));
        if (now.epoch() == next) {
            kept.add(new Weights(now.epoch(), rates / since, now.weights()));
            rates = 0;
            since = 0;
        }
        follower.epoch(record, now);
    }

    /** What was kept so far, in the order of the epochs. */
    public List<Weights> kept() {
        return List.copyOf(kept);
    }
}
