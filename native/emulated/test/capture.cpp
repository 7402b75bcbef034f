// capture CASE IMAGE: streams recorded into graphs, and what spoils a recording; silent if all is as it must be.
#include <cstring>
#include <map>

#include "program.h"

namespace {

struct Graphs : Program {
    CUdeviceptr p;
    CUstream other;
    CUevent fork;
    CUevent join;

    Graphs() {
        must(cuMemAlloc_v2(&p, 16));
        must(cuMemsetD32Async(p, 0, 4, stream));
        must(cuStreamCreate(&other, 1));
        must(cuEventCreate(&fork, 2));
        must(cuEventCreate(&join, 2));
        must(cuCtxSynchronize());
    }

    int read(int i) {
        int v[4];
        must(cuMemcpyDtoH_v2(v, p, 16));
        return v[i];
    }

    CUgraphExec make(CUgraph graph) {
        CUgraphExec exec;
        must(cuGraphInstantiateWithFlags(&exec, graph, 0));
        must(cuGraphDestroy(graph));
        return exec;
    }
};

/** The counter at p goes up by one. */
void count(Graphs& g, CUstream stream, int slot) {
    struct Slot {
        CUdeviceptr p;
    };
    must(lethe_emulated_enqueue(
        stream, [](void* s) { ++*reinterpret_cast<int*>(static_cast<Slot*>(s)->p); },
        new Slot{g.p + 4 * static_cast<unsigned>(slot)}, [](void* s) { delete static_cast<Slot*>(s); }));
}

void replay(Graphs& g) {
    must(cuStreamBeginCapture_v2(g.stream, 1));
    int status;
    must(cuStreamIsCapturing(g.stream, &status));
    holds(status == 1);
    count(g, g.stream, 0);
    must(cuMemcpyDtoDAsync_v2(g.p + 4, g.p, 4, g.stream));
    CUgraph graph;
    must(cuStreamEndCapture(g.stream, &graph));
    size_t nodes = 0;
    must(cuGraphGetNodes(graph, nullptr, &nodes));
    holds(nodes == 2);
    CUgraphExec exec = g.make(graph);
    must(cuCtxSynchronize());
    holds(g.read(0) == 0);  // recorded, not run
    for (int i = 0; i < 5; i++) {
        must(cuGraphLaunch(exec, g.stream));
    }
    must(cuGraphExecDestroy(exec));
    must(cuStreamSynchronize(g.stream));
    holds(g.read(0) == 5 && g.read(1) == 5);
}

void forks(Graphs& g) {
    must(cuStreamBeginCapture_v2(g.stream, 1));
    count(g, g.stream, 0);
    must(cuEventRecord(g.fork, g.stream));
    must(cuStreamWaitEvent(g.other, g.fork, 0));
    must(cuMemcpyDtoDAsync_v2(g.p + 4, g.p, 4, g.other));
    count(g, g.stream, 2);
    must(cuEventRecord(g.join, g.other));
    must(cuStreamWaitEvent(g.stream, g.join, 0));
    must(cuMemcpyDtoDAsync_v2(g.p + 12, g.p + 4, 4, g.stream));
    CUgraph graph;
    must(cuStreamEndCapture(g.stream, &graph));
    int status;
    must(cuStreamIsCapturing(g.other, &status));
    holds(status == 0);
    CUgraphExec exec = g.make(graph);
    for (int seed = 0; seed < 20; seed++) {
        int device;
        must(cuDeviceGetByPCIBusId(&device, ("lethe:seed=" + std::to_string(seed)).c_str()));
        must(cuGraphLaunch(exec, g.stream));
        must(cuStreamSynchronize(g.stream));
        holds(g.read(0) == seed + 1 && g.read(1) == seed + 1 && g.read(2) == seed + 1 && g.read(3) == seed + 1);
    }
}

void unjoined(Graphs& g) {
    must(cuStreamBeginCapture_v2(g.stream, 1));
    must(cuEventRecord(g.fork, g.stream));
    must(cuStreamWaitEvent(g.other, g.fork, 0));
    count(g, g.other, 0);
    CUgraph graph;
    fails(904, "does not wait for", cuStreamEndCapture(g.stream, &graph));
    count(g, g.other, 0);
    must(cuCtxSynchronize());
    holds(g.read(0) == 1);
}

void spoiled(Graphs& g) {
    CUdeviceptr q;
    CUgraph graph;
    char host[4];
    void* pinned;
    int (*calls[])(Graphs&, CUdeviceptr*, void*) = {
        [](Graphs&, CUdeviceptr* q, void*) { return cuMemAlloc_v2(q, 16); },
        [](Graphs& g, CUdeviceptr*, void*) { return cuMemFree_v2(g.p); },
        [](Graphs& g, CUdeviceptr*, void*) { return cuStreamSynchronize(g.stream); },
        [](Graphs&, CUdeviceptr*, void*) { return cuCtxSynchronize(); },
        [](Graphs& g, CUdeviceptr*, void* host) { return cuMemcpyHtoD_v2(g.p, host, 4); },
        [](Graphs& g, CUdeviceptr*, void* host) { return cuMemcpyDtoH_v2(host, g.p, 4); },
    };
    for (auto call : calls) {
        must(cuStreamBeginCapture_v2(g.stream, 1));
        fails(900, "spoiled", call(g, &q, host));
        fails(901, "spoiled", cuMemsetD32Async(g.p, 1, 1, g.stream));
        fails(901, "spoiled", cuStreamEndCapture(g.stream, &graph));
        must(cuStreamSynchronize(g.stream));
        holds(g.read(0) == 0);
    }
    must(cuStreamBeginCapture_v2(g.stream, 2));  // relaxed: what does not wait is allowed
    must(cuMemAlloc_v2(&q, 16));
    must(cuMemHostAlloc(&pinned, 16, 0));
    must(cuStreamEndCapture(g.stream, &graph));
    must(cuGraphDestroy(graph));
}

void misused(Graphs& g) {
    CUgraph graph;
    fails(401, "not captured", cuStreamEndCapture(g.stream, &graph));
    fails(900, "legacy", cuStreamBeginCapture_v2(nullptr, 1));
    must(cuEventRecord(g.fork, g.other));
    must(cuStreamBeginCapture_v2(g.stream, 1));
    fails(401, "captured already", cuStreamBeginCapture_v2(g.stream, 1));
    fails(905, "outside of the capture", cuStreamWaitEvent(g.stream, g.fork, 0));
    fails(901, "spoiled", cuStreamEndCapture(g.stream, &graph));
    must(cuStreamBeginCapture_v2(g.stream, 1));
    must(cuEventRecord(g.fork, g.stream));
    fails(907, "recorded in a capture", cuEventSynchronize(g.fork));
    must(cuStreamEndCapture(g.stream, &graph));
    must(cuGraphDestroy(graph));
    fails(400, "no graph", cuGraphDestroy(graph));
}

}  // namespace

int main(int argc, char** argv) {
    const std::map<std::string, void (*)(Graphs&)> cases = {
        {"replay", replay}, {"forks", forks}, {"unjoined", unjoined}, {"spoiled", spoiled}, {"misused", misused},
    };
    if (argc < 2 || cases.count(argv[1]) == 0) {
        printf("no such case\n");
        return 2;
    }
    Graphs graphs;
    cases.at(argv[1])(graphs);
    return 0;
}
