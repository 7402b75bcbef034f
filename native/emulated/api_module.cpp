// Entries of the driver API: modules, functions, launches.
#include <dlfcn.h>

#include <cstring>

#include "block.h"
#include "module.h"
#include "stream.h"

using namespace lethe;

namespace {

bool known(Context& context, CUmodule module) { return context.modules.count(module) != 0; }

CUresult no_module() { return refuse(CUDA_ERROR_INVALID_HANDLE, "this is no module of the current context"); }

/** Why a launch is refused, or nothing. */
std::string refusal(const Launch& l) {
    const Function& f = *l.function;
    unsigned long long threads = 1ull * l.block.x * l.block.y * l.block.z;
    std::string block = std::to_string(l.block.x) + " x " + std::to_string(l.block.y) + " x " + std::to_string(l.block.z);
    std::string grid = std::to_string(l.grid.x) + " x " + std::to_string(l.grid.y) + " x " + std::to_string(l.grid.z);
    if (l.blocks() == 0 || threads == 0) {
        return "an empty launch: a grid of " + grid + " blocks of " + block + " threads";
    }
    if (l.grid.x > 2147483647u || l.grid.y > 65535 || l.grid.z > 65535) {
        return "a grid of " + grid + " is over 2147483647 x 65535 x 65535";
    }
    if (l.block.x > 1024 || l.block.y > 1024 || l.block.z > 64 || threads > MAX_THREADS) {
        return "a block of " + block + " threads is over 1024";
    }
    if (f.kernel->bounds != 0 && threads > f.kernel->bounds) {
        return "a block of " + block + " threads is over its __launch_bounds__ of " + std::to_string(f.kernel->bounds);
    }
    if (l.dynamic > f.max_dynamic) {
        return std::to_string(l.dynamic) + " bytes of dynamic shared memory, but " + std::to_string(f.max_dynamic) +
               " are allowed; cuFuncSetAttribute raises that up to 232448";
    }
    return "";
}

}  // namespace

CUDA_ENTRY cuModuleLoadData(CUmodule* module, const void* image) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    std::string reason;
    *module = load_image(image, reason);
    if (*module == nullptr) {
        return refuse(CUDA_ERROR_INVALID_IMAGE, reason);
    }
    call.context().modules.insert(*module);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned, int*, void**) {
    return cuModuleLoadData(module, image);
}

CUDA_ENTRY cuModuleUnload(CUmodule module) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    if (!known(call.context(), module)) {
        return no_module();
    }
    CUresult code = finish(call.context());
    call.context().modules.erase(module);
    unload_image(module);
    return code;
}

CUDA_ENTRY cuModuleGetFunction(CUfunction* function, CUmodule module, const char* name) {
    CALL(CONTEXT | HEALTHY)
    if (!known(call.context(), module)) {
        return no_module();
    }
    auto found = module->functions.find(name);
    if (found == module->functions.end()) {
        return refuse(CUDA_ERROR_NOT_FOUND, std::string("the image has no kernel ") + name);
    }
    *function = found->second.get();
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuModuleGetGlobal_v2(CUdeviceptr* p, size_t* bytes, CUmodule module, const char* name) {
    CALL(CONTEXT | HEALTHY)
    if (!known(call.context(), module)) {
        return no_module();
    }
    void* found = dlsym(module->library, name);
    if (found == nullptr || module->functions.count(name) != 0) {
        return refuse(CUDA_ERROR_NOT_FOUND, std::string("the image has no variable ") + name);
    }
    if (p != nullptr) {
        *p = reinterpret_cast<uintptr_t>(found);
    }
    if (bytes != nullptr) {
        *bytes = size_of_symbol(found);
    }
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuFuncSetAttribute(CUfunction function, int attribute, int value) {
    CALL(CONTEXT | HEALTHY)
    if (attribute != CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES) {
        return CUDA_SUCCESS;  // the others are hints
    }
    if (value < 0 || static_cast<uint32_t>(value) > MAX_SHARED) {
        return refuse(CUDA_ERROR_INVALID_VALUE, std::string("kernel ") + function->kernel->name + ": " +
                                                    std::to_string(value) + " bytes of dynamic shared memory are over 232448");
    }
    function->max_dynamic = static_cast<unsigned>(value);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuFuncGetAttribute(int* value, int attribute, CUfunction function) {
    CALL(CONTEXT | HEALTHY)
    uint32_t bounds = function->kernel->bounds;
    switch (attribute) {
        case 0:
            *value = bounds == 0 ? MAX_THREADS : static_cast<int>(bounds);
            return CUDA_SUCCESS;
        case CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
            *value = static_cast<int>(function->max_dynamic);
            return CUDA_SUCCESS;
        case 5:
        case 6:
            *value = 90;  // the versions of machine code and PTX
            return CUDA_SUCCESS;
        default:
            *value = 0;
            return CUDA_SUCCESS;
    }
}

CUDA_ENTRY cuLaunchKernel(CUfunction function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                          unsigned bz, unsigned shared, CUstream handle, void** parameters, void** extra) {
    CALL(CONTEXT | HEALTHY)
    Stream* stream = stream_of(call.context(), handle);
    if (stream == nullptr || function == nullptr || !known(call.context(), function->module)) {
        return refuse(CUDA_ERROR_INVALID_HANDLE, "cuLaunchKernel: no stream or no function of the current context");
    }
    if (extra != nullptr || (parameters == nullptr && function->kernel->count > 0)) {
        return refuse(CUDA_ERROR_INVALID_VALUE, "cuLaunchKernel: the emulated driver takes kernelParams, not extra");
    }
    auto launch = std::make_shared<Launch>();
    launch->function = function;
    launch->grid = dim3(gx, gy, gz);
    launch->block = dim3(bx, by, bz);
    launch->dynamic = shared;
    launch->device = call.context().device;
    std::string why = refusal(*launch);
    if (!why.empty()) {
        return refuse(CUDA_ERROR_INVALID_VALUE, std::string("kernel ") + function->kernel->name + ": " + why);
    }
    copy_arguments(*launch, parameters);
    return enqueue(*stream, [launch](Context& context) {
        execute(*launch);
        if (launch->stopped) {
            end_context(context, launch->fault);
        }
    });
}
