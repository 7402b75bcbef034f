// Entries of the driver API: capture of streams, and graphs.
#include <set>

#include "capture.h"

using namespace lethe;

namespace {

CUresult bad_handle(const char* name, const char* what) {
    return refuse(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": no " + what + " of the current context");
}

/** Whether all recorded work comes before the end of the stream in which capture began. */
bool joined(const Capture& capture) {
    std::set<const Node*> seen;
    std::vector<const Node*> left(capture.origin->tail.begin(), capture.origin->tail.end());
    while (!left.empty()) {
        const Node* node = left.back();
        left.pop_back();
        if (seen.insert(node).second) {
            left.insert(left.end(), node->after.begin(), node->after.end());
        }
    }
    return seen.size() == capture.graph->nodes.size();
}

}  // namespace

CUDA_ENTRY cuStreamBeginCapture_v2(CUstream handle, int mode) {
    CALL(CONTEXT | HEALTHY)
    Stream* stream = stream_of(call.context(), handle);
    if (stream == nullptr) {
        return bad_handle(__func__, "stream");
    }
    if (stream == call.context().streams.front()) {
        return refuse(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "the legacy default stream cannot be captured");
    }
    if (stream->capture != nullptr || mode < 0 || mode > 2) {
        return refuse(stream->capture != nullptr ? CUDA_ERROR_ILLEGAL_STATE : CUDA_ERROR_INVALID_VALUE,
                      stream->capture != nullptr ? "the stream is captured already" : "no such mode of capture");
    }
    auto capture = std::make_shared<Capture>();
    capture->origin = stream;
    capture->mode = mode;
    capture->thread = std::this_thread::get_id();
    capture->streams.push_back(stream);
    stream->capture = capture;
    stream->tail.clear();
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuStreamEndCapture(CUstream handle, CUgraph* graph) {
    CALL(CONTEXT | HEALTHY)
    *graph = nullptr;
    Stream* stream = stream_of(call.context(), handle);
    if (stream == nullptr) {
        return bad_handle(__func__, "stream");
    }
    std::shared_ptr<Capture> capture = stream->capture;
    if (capture == nullptr) {
        return refuse(CUDA_ERROR_ILLEGAL_STATE, "cuStreamEndCapture of a stream that is not captured");
    }
    if (capture->origin != stream) {
        capture->invalid = true;
        return refuse(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "capture began in another stream");
    }
    if (capture->mode != CU_STREAM_CAPTURE_MODE_RELAXED && capture->thread != std::this_thread::get_id()) {
        return refuse(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, "capture began in another thread");
    }
    bool whole = joined(*capture);
    abandon(*capture);
    std::unique_ptr<Graph> recorded = std::move(capture->graph);
    if (capture->invalid) {
        return refuse(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, "a call during the capture spoiled it");
    }
    if (!whole) {
        return refuse(CUDA_ERROR_STREAM_CAPTURE_UNJOINED,
                      "work of another stream was captured that this one does not wait for");
    }
    *graph = recorded.release();
    call.context().graphs.insert(*graph);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuStreamIsCapturing(CUstream handle, int* status) {
    CALL(CONTEXT | HEALTHY)
    Stream* stream = stream_of(call.context(), handle);
    if (stream == nullptr) {
        return bad_handle(__func__, "stream");
    }
    *status = stream->capture == nullptr ? 0 : stream->capture->invalid ? 2 : 1;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuGraphGetNodes(CUgraph graph, CUgraphNode* nodes, size_t* count) {
    CALL(CONTEXT | HEALTHY)
    if (call.context().graphs.count(graph) == 0) {
        return bad_handle(__func__, "graph");
    }
    size_t all = graph->nodes.size();
    for (size_t i = 0; nodes != nullptr && i < *count; i++) {
        nodes[i] = i < all ? graph->nodes[i].get() : nullptr;
    }
    *count = nodes == nullptr || all < *count ? all : *count;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuGraphInstantiateWithFlags(CUgraphExec* exec, CUgraph graph, unsigned long long) {
    CALL(CONTEXT | HEALTHY)
    if (call.context().graphs.count(graph) == 0) {
        return bad_handle(__func__, "graph");
    }
    *exec = instantiate(*graph).release();
    call.context().execs.insert(*exec);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuGraphUpload(CUgraphExec exec, CUstream) {
    CALL(CONTEXT | HEALTHY)
    return call.context().execs.count(exec) != 0 ? CUDA_SUCCESS : bad_handle(__func__, "graph");
}

CUDA_ENTRY cuGraphLaunch(CUgraphExec exec, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    Stream* stream = stream_of(call.context(), handle);
    if (stream == nullptr || call.context().execs.count(exec) == 0) {
        return bad_handle(__func__, "stream or graph");
    }
    auto items = exec->items;
    return enqueue(*stream, [items](Context& context) { run_graph(context, *items); });
}

CUDA_ENTRY cuGraphDestroy(CUgraph graph) {
    CALL(CONTEXT)
    if (call.context().graphs.erase(graph) == 0) {
        return bad_handle(__func__, "graph");
    }
    delete graph;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuGraphExecDestroy(CUgraphExec exec) {
    CALL(CONTEXT)
    if (call.context().execs.erase(exec) == 0) {
        return bad_handle(__func__, "graph");
    }
    delete exec;
    return CUDA_SUCCESS;
}
