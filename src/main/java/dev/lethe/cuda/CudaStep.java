package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.Step;
import java.util.Set;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/** A captured step: a CUDA graph, and the arenas whose memory it works on. */
final class CudaStep implements Step {
    private final CudaDevice device;
    private final Arena[] arenas;
    private final CUgraphExec graph;
    private boolean closed;

    CudaStep(CudaDevice device, CUgraphExec graph, Set<Arena> arenas) {
        this.device = device;
        this.graph = graph;
        this.arenas = arenas.toArray(new Arena[0]);
    }

    @Override
    public void replay() {
        if (closed) {
            throw new IllegalStateException("this captured step is closed");
        }
        device.refuseInCapture("replay");
        for (Arena arena : arenas) {
            if (arena.isClosed()) {
                throw new IllegalStateException("a captured step cannot be replayed: arena '" + arena.name()
                        + "', whose memory it works on, is closed");
            }
        }
        device.enter();
        int code = JCudaDriver.cuGraphLaunch(graph, device.stream());
        if (code != 0) {
            device.check(code, "cuGraphLaunch");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.drop(this);
        }
    }

    void destroy() {
        closed = true;
        JCudaDriver.cuGraphExecDestroy(graph);
    }
}
