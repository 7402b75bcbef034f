// Recording into a graph, and running one.
#include "capture.h"

#include <algorithm>
#include <map>
#include <utility>

#include "settings.h"

namespace lethe {

namespace {

CUresult not_recorded() {
    return refuse(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
                  "the capture of this stream was spoiled by an earlier call; cuStreamEndCapture ends it");
}

}  // namespace

CUresult record(Stream& stream, Work work) {
    Capture& capture = *stream.capture;
    if (capture.invalid) {
        return not_recorded();
    }
    auto node = std::make_unique<Node>();
    node->work = std::move(work);
    node->after = stream.tail;
    stream.tail = {node.get()};
    capture.graph->nodes.push_back(std::move(node));
    return CUDA_SUCCESS;
}

CUresult invalidate(Stream& stream, CUresult code, const std::string& reason) {
    stream.capture->invalid = true;
    return refuse(code, reason);
}

CUresult forbid_in_capture(Context& context, const char* name) {
    bool forbidden = false;
    for (Stream* stream : context.streams) {
        Capture* capture = stream->capture.get();
        if (capture == nullptr || capture->mode == CU_STREAM_CAPTURE_MODE_RELAXED) {
            continue;
        }
        if (capture->mode == CU_STREAM_CAPTURE_MODE_GLOBAL || capture->thread == std::this_thread::get_id()) {
            capture->invalid = true;
            forbidden = true;
        }
    }
    return !forbidden ? CUDA_SUCCESS
                      : refuse(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                               std::string(name) + " is not allowed while a stream is captured; the capture is spoiled");
}

CUresult forbid_while_capturing(Context& context, const char* name) {
    bool capturing = false;
    for (Stream* stream : context.streams) {
        if (stream->capture != nullptr) {
            stream->capture->invalid = true;
            capturing = true;
        }
    }
    return !capturing ? CUDA_SUCCESS
                      : refuse(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                               std::string(name) + " waits for a stream that is captured; the capture is spoiled");
}

CUresult capture_event(Stream& stream, Event& event) {
    if (stream.capture->invalid) {
        return not_recorded();
    }
    event.capture = stream.capture;
    event.nodes = stream.tail;
    event.marker = nullptr;
    return CUDA_SUCCESS;
}

CUresult capture_wait(Stream& stream, Event& event) {
    if (event.capture == nullptr || event.capture->graph == nullptr) {
        return invalidate(stream, CUDA_ERROR_STREAM_CAPTURE_ISOLATION,
                          "a captured stream waits for an event that was recorded outside of the capture");
    }
    if (stream.capture != nullptr && stream.capture != event.capture) {
        event.capture->invalid = true;
        return invalidate(stream, CUDA_ERROR_STREAM_CAPTURE_MERGE, "an event would join two captures");
    }
    if (event.capture->invalid) {
        return not_recorded();
    }
    if (stream.capture == nullptr) {
        stream.capture = event.capture;
        stream.tail.clear();
        stream.capture->streams.push_back(&stream);
    }
    for (Node* node : event.nodes) {
        if (std::find(stream.tail.begin(), stream.tail.end(), node) == stream.tail.end()) {
            stream.tail.push_back(node);
        }
    }
    return CUDA_SUCCESS;
}

void abandon(Capture& capture) {
    for (Stream* stream : std::exchange(capture.streams, {})) {
        stream->tail.clear();
        stream->capture = nullptr;
    }
}

std::unique_ptr<GraphExec> instantiate(const Graph& graph) {
    auto items = std::make_shared<std::vector<GraphExec::Item>>();
    std::map<const Node*, int> index;
    for (const auto& node : graph.nodes) {
        GraphExec::Item item;
        item.work = node->work;
        for (const Node* before : node->after) {
            item.after.push_back(index.at(before));
        }
        index[node.get()] = static_cast<int>(items->size());
        items->push_back(std::move(item));
    }
    auto exec = std::make_unique<GraphExec>();
    exec->items = items;
    return exec;
}

void run_graph(Context& context, const std::vector<GraphExec::Item>& items) {
    uint64_t seed = static_cast<uint64_t>(settings().seed);
    if (seed == 0) {
        for (const auto& item : items) {
            if (context.sticky.code == CUDA_SUCCESS) {
                item.work(context);
            }
        }
        return;
    }
    std::vector<size_t> missing;
    std::vector<std::vector<int>> next(items.size());
    std::vector<int> able;
    for (size_t i = 0; i < items.size(); i++) {
        missing.push_back(items[i].after.size());
        for (int before : items[i].after) {
            next[before].push_back(static_cast<int>(i));
        }
        if (items[i].after.empty()) {
            able.push_back(static_cast<int>(i));
        }
    }
    while (!able.empty() && context.sticky.code == CUDA_SUCCESS) {
        seed = mix(seed);
        std::swap(able[seed % able.size()], able.back());
        int i = able.back();
        able.pop_back();
        items[i].work(context);
        for (int n : next[i]) {
            if (--missing[n] == 0) {
                able.push_back(n);
            }
        }
    }
}

}  // namespace lethe
