// Loading of kernel images: bytes to a file that has no name, and that to the dynamic linker.
#include "module.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "memory.h"

namespace lethe {

namespace {

/** Length of an ELF file; its section headers come last. 0 if the bytes are no 64-bit ELF file. */
size_t length_of(const void* bytes) {
    const auto* header = static_cast<const ElfW(Ehdr)*>(bytes);
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64) {
        return 0;
    }
    return header->e_shoff + static_cast<size_t>(header->e_shnum) * header->e_shentsize;
}

bool write_all(int file, const void* bytes, size_t length) {
    const char* from = static_cast<const char*>(bytes);
    while (length > 0) {
        ssize_t n = write(file, from, length);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        from += n > 0 ? n : 0;
        length -= n > 0 ? static_cast<size_t>(n) : 0;
    }
    return true;
}

/**
 * A path of the file that no image had before: the linker takes a known name for the library that bore it, though the
 * number be another file's by now. Slashes, with and without a dot between them, count the images.
 */
std::string path_of(int file) {
    static uint32_t images = 0;
    std::string path = "/proc/self/fd/";
    for (uint32_t n = ++images; n != 0; n >>= 1) {
        path += (n & 1) != 0 ? "./" : "/";
    }
    return path + std::to_string(file);
}

struct Search {
    Module* module;
    uintptr_t base;
};

int find_segments(dl_phdr_info* info, size_t, void* data) {
    auto* search = static_cast<Search*>(data);
    if (info->dlpi_addr != search->base) {
        return 0;
    }
    uintptr_t low = UINTPTR_MAX;
    uintptr_t high = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const auto& segment = info->dlpi_phdr[i];
        if (segment.p_type == PT_LOAD) {
            uintptr_t start = info->dlpi_addr + segment.p_vaddr;
            low = start < low ? start : low;
            high = start + segment.p_memsz > high ? start + segment.p_memsz : high;
            if ((segment.p_flags & PF_W) != 0) {
                search->module->writable_low = start;
                search->module->writable_high = start + segment.p_memsz;
            }
        }
    }
    search->module->low = low;
    search->module->high = high;
    return 1;
}

}  // namespace

Module* load_image(const void* bytes, std::string& reason) {
    size_t length = length_of(bytes);
    if (length == 0) {
        reason = "the image is no shared library; the emulated driver takes the .so that g++ made of a .cu file";
        return nullptr;
    }
    auto module = std::make_unique<Module>();
    module->file = memfd_create("lethe-kernels", MFD_CLOEXEC);
    if (module->file < 0 || !write_all(module->file, bytes, length)) {
        reason = std::string("the image could not be kept in memory: ") + strerror(errno);
        if (module->file >= 0) {
            close(module->file);
        }
        return nullptr;
    }
    module->library = dlopen(path_of(module->file).c_str(), RTLD_NOW | RTLD_LOCAL);
    const char* error = module->library == nullptr ? dlerror() : nullptr;
    if (module->library != nullptr) {
        module->table = static_cast<const LetheKernels*>(dlsym(module->library, "lethe_kernels"));
    }
    if (module->table == nullptr || module->table->version != LETHE_IMAGE_VERSION) {
        reason = error != nullptr ? std::string("the image does not load: ") + error
                                  : "the image exports no table lethe_kernels of version 1";
        unload_image(module.release());
        return nullptr;
    }
    link_map* map;
    dlinfo(module->library, RTLD_DI_LINKMAP, &map);
    Search search{module.get(), map->l_addr};
    dl_iterate_phdr(find_segments, &search);
    add_image(module->low, module->high);
    for (uint32_t i = 0; i < module->table->count; i++) {
        const LetheKernel& kernel = module->table->kernels[i];
        auto function = std::make_unique<Function>();
        function->kernel = &kernel;
        function->module = module.get();
        function->strict = module->table->strict != 0;
        module->functions[kernel.name] = std::move(function);
    }
    return module.release();
}

size_t size_of_symbol(void* address) {
    Dl_info info;
    const ElfW(Sym)* symbol = nullptr;
    if (dladdr1(address, &info, reinterpret_cast<void**>(const_cast<ElfW(Sym)**>(&symbol)), RTLD_DL_SYMENT) == 0) {
        return 0;
    }
    return symbol == nullptr ? 0 : symbol->st_size;
}

std::string source_of(const Module& module, void* pc) {
    uintptr_t offset = reinterpret_cast<uintptr_t>(pc) - module.low - 1;
    char command[160];
    snprintf(command, sizeof(command), "addr2line -s -i -e /proc/%d/fd/%d 0x%zx 2>/dev/null", getpid(), module.file,
             static_cast<size_t>(offset));
    std::string text;
    FILE* out = popen(command, "r");
    char line[256];
    while (out != nullptr && fgets(line, sizeof(line), out) != nullptr) {
        line[strcspn(line, " \n")] = 0;
        if (strstr(line, "?") == nullptr) {
            text += (text.empty() ? " at " : " in ") + std::string(line);
        }
    }
    if (out != nullptr) {
        pclose(out);
    }
    return text;
}

void unload_image(Module* module) {
    if (module->low != 0) {
        remove_image(module->low);
    }
    if (module->library != nullptr) {
        dlclose(module->library);
    }
    close(module->file);
    delete module;
}

}  // namespace lethe
