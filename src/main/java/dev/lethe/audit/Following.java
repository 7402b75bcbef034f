package dev.lethe.audit;

import dev.lethe.train.Listener;

/** Sees the epochs of a run, and hands on to another listener, who may cancel. */
abstract class Following implements Listener {
    final Listener follower;

    Following(Listener follower) {
        this.follower = follower;
    }

    @Override
    public final void step(int epoch, int done, int total) {
        follower.step(epoch, done, total);
    }

    @Override
    public final boolean cancelled() {
        return follower.cancelled();
    }
}
