package dev.lethe.cuda;

import dev.lethe.Arena;
import java.util.Set;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Records what a step launches into a CUDA graph, and leaves no capture open whatever the step does. */
final class Capture {
    private final CudaDevice device;

    Capture(CudaDevice device) {
        this.device = device;
    }

    CudaStep record(int times, Runnable step) {
        device.check(
                JCudaDriver.cuStreamBeginCapture(
                        device.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "cuStreamBeginCapture");
        device.beginRecording();
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
            arenas = device.endRecording();
            code = JCudaDriver.cuStreamEndCapture(device.stream(), graph);
            if (!done && code == 0) {
                JCudaDriver.cuGraphDestroy(graph);
            }
        }
        device.check(code, "cuStreamEndCapture");
        CUgraphExec executable = new CUgraphExec();
        code = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        JCudaDriver.cuGraphDestroy(graph);
        device.check(code, "cuGraphInstantiate of a captured step");
        return new CudaStep(device, executable, arenas);
    }
}
