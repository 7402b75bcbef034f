package dev.lethe.cpu;

import dev.lethe.Step;

/** The launches of a captured step, in order. */
final class CpuStep implements Step {
    private final CpuDevice device;
    private Runnable[] launches;

    CpuStep(CpuDevice device, Runnable[] launches) {
        this.device = device;
        this.launches = launches;
    }

    @Override
    public void replay() {
        if (launches == null) {
            throw new IllegalStateException("this captured step is closed");
        }
        device.refuseInCapture("replay");
        for (Runnable launch : launches) {
            launch.run();
        }
    }

    @Override
    public void close() {
        launches = null;
    }
}
