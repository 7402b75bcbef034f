// Stream capture and graphs: work recorded instead of run, with what must come before what.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "stream.h"

namespace lethe {

struct Node {
    Work work;
    std::vector<Node*> after;  // nodes of the same graph that come first
};

struct Graph {
    std::vector<std::unique_ptr<Node>> nodes;  // in an order that their dependencies allow
};

/** A graph made ready: nodes share their work with the graph, which may be destroyed. */
struct GraphExec {
    struct Item {
        Work work;
        std::vector<int> after;
    };
    std::shared_ptr<const std::vector<Item>> items;
};

/** A capture under way; streams join it by waiting for its events. */
struct Capture {
    Stream* origin;
    int mode;
    std::thread::id thread;
    bool invalid = false;
    std::unique_ptr<Graph> graph = std::make_unique<Graph>();
    std::vector<Stream*> streams;
};

/** Adds work to the graph that a stream records. */
CUresult record(Stream& stream, Work work);

/** Marks the stream's capture as failed, for the reason given. */
CUresult invalidate(Stream& stream, CUresult code, const std::string& reason);

/** Whether a call that must not be made during capture is made: refuses it, and spoils the captures that forbid it. */
CUresult forbid_in_capture(Context& context, const char* name);

/** Spoils every capture of the context: a call waits for all of its work. */
CUresult forbid_while_capturing(Context& context, const char* name);

/** An event recorded in a capturing stream, and a stream that waits for such an event. */
CUresult capture_event(Stream& stream, Event& event);
CUresult capture_wait(Stream& stream, Event& event);

/** Runs the nodes in an order that dependencies allow, chosen by the seed. */
void run_graph(Context& context, const std::vector<GraphExec::Item>& items);

/** Nodes and their work of a graph, ready to run. */
std::unique_ptr<GraphExec> instantiate(const Graph& graph);

/** Lets every stream of a capture go; the caller holds the capture. */
void abandon(Capture& capture);

}  // namespace lethe
