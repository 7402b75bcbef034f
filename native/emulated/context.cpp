// What every call of the API goes through: one at a time, planned failures, context, sticky faults, capture.
#include "context.h"

#include <map>
#include <vector>

#include "capture.h"
#include "settings.h"
#include "stream.h"

namespace lethe {

namespace {

struct Failure {
    long from;  // calls from now until the first that fails
    long times;
    CUresult code;
};

std::recursive_mutex& lock() {
    static auto* lock = new std::recursive_mutex();
    return *lock;
}

std::map<std::string, Failure>& failures() {
    static auto* map = new std::map<std::string, Failure>();
    return *map;
}

std::map<CUresult, std::string>& reasons() {
    static auto* map = new std::map<CUresult, std::string>();
    return *map;
}

bool initialised = false;
__thread Context* current __attribute__((tls_model("initial-exec"))) = nullptr;

CUresult planned_failure(const char* name) {
    auto found = failures().find(name);
    if (found == failures().end()) {
        return CUDA_SUCCESS;
    }
    Failure& failure = found->second;
    if (--failure.from > 0) {
        return CUDA_SUCCESS;
    }
    CUresult code = failure.code;
    if (--failure.times == 0) {
        failures().erase(found);
    }
    return refuse(code, std::string(name) + " fails because a test asked for it");
}

CUresult check(const char* name, unsigned needs) {
    CUresult planned = planned_failure(name);
    if (planned != CUDA_SUCCESS) {
        return planned;
    }
    if ((needs & INITIALISED) != 0 && !initialised) {
        return refuse(CUDA_ERROR_NOT_INITIALIZED, std::string(name) + " before cuInit");
    }
    if ((needs & CONTEXT) == CONTEXT) {
        if (current == nullptr || current->retained == 0) {
            return refuse(CUDA_ERROR_INVALID_CONTEXT, std::string(name) + ": no context is current in this thread");
        }
        if ((needs & HEALTHY) != 0 && current->sticky.code != CUDA_SUCCESS) {
            return current->sticky.code;
        }
        if ((needs & NO_CAPTURE) != 0) {
            return forbid_in_capture(*current, name);
        }
    }
    return CUDA_SUCCESS;
}

}  // namespace

Context* context_of(int device) {
    static auto* contexts = new std::map<int, Context>();
    if (device < 0 || device >= settings().devices) {
        return nullptr;
    }
    Context& context = (*contexts)[device];
    context.device = device;
    return &context;
}

Context*& current_context() { return current; }

Call::Call(const char* name, unsigned needs) : hold_(lock()) { refused = check(name, needs); }

CUresult refuse(CUresult code, const std::string& reason) {
    reasons()[code] = reason;
    return code;
}

std::string reason_of(CUresult code) {
    auto found = reasons().find(code);
    return found == reasons().end() ? "" : found->second;
}

void forget_reasons() { reasons().clear(); }

bool fail_call(const std::string& spec) {
    size_t a = spec.find(':');
    size_t b = spec.find(':', a == std::string::npos ? a : a + 1);
    if (b == std::string::npos) {
        return false;
    }
    size_t c = spec.find(':', b + 1);
    Failure failure;
    failure.from = atol(spec.substr(a + 1, b - a - 1).c_str());
    failure.code = atoi(spec.substr(b + 1).c_str());
    failure.times = c == std::string::npos ? 1 : atol(spec.substr(c + 1).c_str());
    if (failure.from < 1 || failure.times < 1 || failure.code < 1) {
        return false;
    }
    failures()[spec.substr(0, a)] = failure;
    return true;
}

void initialise() { initialised = true; }

}  // namespace lethe
