package dev.lethe.cpu;

import dev.lethe.Step;

/** The launches of a captured step, in order. */
final class CpuStep implements Step {
    private Runnable[] launches;

    CpuStep(Runnable[] launches) {
        this.launches = launches;
    }

    @Override
    public void replay() {
        if (launches == null) {
            throw new IllegalStateException("this captured step is closed");
        }
        for (Runnable launch : launches) {
            launch.run();
        }
    }

    @Override
    public void close() {
        launches = null;
    }
}
