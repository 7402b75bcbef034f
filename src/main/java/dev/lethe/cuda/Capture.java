package dev.lethe.cuda;

import dev.lethe.Arena;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Records what a step launches into a CUDA graph, and leaves no capture open whatever the step does. */
final class Capture {
    private final CudaContext context;
    private final List<CudaStep> steps;

    Capture(CudaContext context, List<CudaStep> steps) {
        this.context = context;
        this.steps = steps;
    }

    CudaStep record(int times, Runnable step) {
        context.check(
                JCudaDriver.cuStreamBeginCapture(
                        context.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "cuStreamBeginCapture");
        context.beginRecording();
        CUgraph graph = new CUgraph();
        boolean done = false;
        int code;
        Set<Arena> arenas;
        try {
            for (int i = 0; i < times; i++) {
                step.run();
            }
            done = true;
        } finally {
            arenas = context.endRecording();
            // The step may have used another device.
            context.enter();
            code = JCudaDriver.cuStreamEndCapture(context.stream(), graph);
            if (!done && code == 0) {
                JCudaDriver.cuGraphDestroy(graph);
            }
            context.memory().freeDeferred();
        }
        context.check(code, "cuStreamEndCapture");
        CUgraphExec executable = new CUgraphExec();
        code = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        JCudaDriver.cuGraphDestroy(graph);
        context.check(code, "cuGraphInstantiate of a captured step");
        return new CudaStep(context, steps, executable, arenas);
    }
}
