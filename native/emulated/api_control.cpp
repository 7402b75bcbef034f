// Settings changed, and questions asked, while the program runs.
#include "api_control.h"

#include "context.h"
#include "module.h"
#include "settings.h"

namespace lethe {

namespace {

constexpr CUresult ANSWER = 7806;

const LetheKernel* kernel_named(const std::string& name) {
    for (int device = 0; context_of(device) != nullptr; device++) {
        for (Module* module : context_of(device)->modules) {
            auto found = module->functions.find(name);
            if (found != module->functions.end()) {
                return found->second->kernel;
            }
        }
    }
    return nullptr;
}

std::string parameters_of(const LetheKernel& kernel) {
    std::string text;
    for (uint32_t i = 0; i < kernel.count; i++) {
        text += (i == 0 ? "" : ", ") + std::string(kernel.types[i]);
    }
    return text;
}

}  // namespace

CUresult control(const std::string& request) {
    size_t equals = request.find('=');
    std::string key = request.substr(0, equals);
    std::string value = equals == std::string::npos ? "" : request.substr(equals + 1);
    if (key == "parameters") {
        const LetheKernel* kernel = kernel_named(value);
        if (kernel == nullptr) {
            return refuse(CUDA_ERROR_NOT_FOUND, "no loaded image has a kernel " + value);
        }
        refuse(ANSWER, parameters_of(*kernel));
        return CUDA_SUCCESS;
    }
    return set(key, value) ? CUDA_SUCCESS
                           : refuse(CUDA_ERROR_INVALID_VALUE, "the emulated driver has no setting " + request);
}

}  // namespace lethe

/** Types of a loaded kernel's parameters, as "const float*, float*, int"; null for an unknown kernel. */
extern "C" __attribute__((visibility("default"))) const char* lethe_emulated_parameters(const char* name) {
    lethe::Call call(__func__, lethe::NOTHING);
    static std::string* text = new std::string();
    const LetheKernel* kernel = lethe::kernel_named(name);
    if (kernel == nullptr) {
        return nullptr;
    }
    *text = lethe::parameters_of(*kernel);
    return text->c_str();
}
