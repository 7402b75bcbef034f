package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.Step;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/** A captured step: a CUDA graph, and the arenas whose memory it works on. */
final class CudaStep implements Step {
    private final CudaContext context;
    private final List<CudaStep> steps;
    private final Arena[] arenas;
    private final CUgraphExec graph;
    private boolean closed;

    /** @param steps those of the device, which closes them with itself */
    CudaStep(CudaContext context, List<CudaStep> steps, CUgraphExec graph, Set<Arena> arenas) {
        this.context = context;
        this.steps = steps;
        this.graph = graph;
        this.arenas = arenas.toArray(new Arena[0]);
    }

    @Override
    public void replay() {
        if (closed) {
            throw new IllegalStateException("this captured step is closed");
        }
        boolean held = context.hold();
        try {
            launch();
        } finally {
            context.leave(held);
        }
    }

    private void launch() {
        context.refuseInCapture("replay");
        for (Arena arena : arenas) {
            if (arena.isClosed()) {
                throw new IllegalStateException("a captured step cannot be replayed: arena '" + arena.name()
                        + "', whose memory it works on, is closed");
            }
        }
        context.enter();
        context.recent().add(this);
        int code = JCudaDriver.cuGraphLaunch(graph, context.stream());
        if (code != 0) {
            context.check(code, "cuGraphLaunch");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            context.refuseInCapture("close of a captured step");
            closed = true;
            steps.remove(this);
            context.settle();
            JCudaDriver.cuGraphExecDestroy(graph);
        }
    }

    @Override
    public String toString() {
        return "a captured step";
    }
}
