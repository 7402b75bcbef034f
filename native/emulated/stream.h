// Streams: queues of work that runs, in a legal order, when somebody waits for it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "context.h"

namespace lethe {

/** A point in a stream's work, reached when all before it has run. */
struct Marker {
    bool reached = false;
    double milliseconds = 0;
};

/** Work that may run more than once (a graph's node does); what it needs it owns. */
using Work = std::function<void(Context&)>;

struct Operation {
    Work work;
    std::shared_ptr<Marker> after;  // must be reached before the work may run; null: nothing
    std::shared_ptr<Marker> reach;  // reached when the work has run
};

struct Capture;

struct Stream {
    Context* context;
    bool blocking;  // waits for the legacy default stream, and it for this one
    std::deque<Operation> queue;
    std::shared_ptr<Capture> capture;
    std::vector<Node*> tail;  // nodes that the next captured one follows
};

struct Event {
    Context* context;
    bool timed;
    std::shared_ptr<Marker> marker;    // of the last record; null before
    std::shared_ptr<Capture> capture;  // the last record was captured in it
    std::vector<Node*> nodes;
};

/** The stream of a handle, null standing for the context's legacy default stream; null if it is no stream. */
Stream* stream_of(Context& context, CUstream handle);

/** Puts work into a stream, or into the graph that the stream records. */
CUresult enqueue(Stream& stream, Work work);
void enqueue_wait(Stream& stream, std::shared_ptr<Marker> marker);
void enqueue_marker(Stream& stream, std::shared_ptr<Marker> marker);

/** Runs until the condition holds: streams take turns by the seed. */
void run_until(Context& context, Stream* preferred, const std::function<bool()>& done);

/** Runs all of one stream, or of all of them, and gives the context's fault. */
CUresult finish(Context& context, Stream& stream);
CUresult finish(Context& context);

double now();

/** Ends the context with a fault, saying it on standard error. */
void end_context(Context& context, const Fault& fault);

}  // namespace lethe
