// State of the emulated driver: devices, their contexts, and what every API call checks first.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "driver.h"
#include "launch.h"

namespace lethe {

struct Context {
    int device = 0;
    int retained = 0;
    Fault sticky;  // what ended this context; every call returns it from then on
    std::vector<Stream*> streams;  // in order of creation
    std::set<Event*> events;
    std::set<Module*> modules;
    std::set<Graph*> graphs;
    std::set<GraphExec*> execs;
};

/** The primary context of a device; null for a device that does not exist. */
Context* context_of(int device);

Context*& current_context();

/** What a call needs before it does anything. */
enum Needs : unsigned { NOTHING = 0, INITIALISED = 1, CONTEXT = 3, NO_CAPTURE = 4, HEALTHY = 8 };

/** One call of the API: one at a time, refused where a test asked for it or where its needs are not met. */
class Call {
public:
    Call(const char* name, unsigned needs);

    CUresult refused = CUDA_SUCCESS;
    Context& context() const { return *current_context(); }

private:
    std::unique_lock<std::recursive_mutex> hold_;
};

#define CALL(needs)                                   \
    lethe::Call call(__func__, needs);                \
    if (call.refused != CUDA_SUCCESS) {               \
        return call.refused;                          \
    }

/** Returns the code, keeping the reason for cuGetErrorString. */
CUresult refuse(CUresult code, const std::string& reason);

/** The reason that was last given for this code, or nothing. */
std::string reason_of(CUresult code);

/** Forgets reasons, as a context does that is made anew. */
void forget_reasons();

/** Arranges that the from-th call from now of an entry fails with the code, and those after it while times lasts. */
bool fail_call(const std::string& spec);

void initialise();

}  // namespace lethe
