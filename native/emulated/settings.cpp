// Settings from the environment, and by name.
#include "settings.h"

#include <cstdio>
#include <cstdlib>

#include "context.h"

namespace lethe {

namespace {

struct Name {
    const char* key;
    const char* variable;
    long Settings::*value;
    long least;
};

const Name names[] = {
    {"seed", "LETHE_EMULATED_SEED", &Settings::seed, 0},
    {"lazy", "LETHE_EMULATED_LAZY", &Settings::lazy, 0},
    {"workers", "LETHE_EMULATED_WORKERS", &Settings::workers, 0},
    {"memory", "LETHE_EMULATED_MEMORY", &Settings::memory, 0},
    {"devices", "LETHE_EMULATED_DEVICES", &Settings::devices, 0},
    {"poison", "LETHE_EMULATED_POISON", &Settings::poison, 0},
};

bool assign(Settings& to, const Name& name, const char* text) {
    char* end;
    long value = strtol(text, &end, 10);
    if (end == text || *end != 0 || value < name.least) {
        return false;
    }
    to.*name.value = value;
    return true;
}

Settings* from_environment() {
    auto* s = new Settings();
    for (const Name& name : names) {
        const char* text = getenv(name.variable);
        if (text != nullptr && !assign(*s, name, text)) {
            fprintf(stderr, "lethe emulated driver: %s=%s is no number of 0 or more\n", name.variable, text);
            abort();
        }
    }
    const char* fail = getenv("LETHE_EMULATED_FAIL");
    if (fail != nullptr && !fail_call(fail)) {
        fprintf(stderr, "lethe emulated driver: LETHE_EMULATED_FAIL=%s is not NAME:NTH:CODE[:TIMES]\n", fail);
        abort();
    }
    return s;
}

}  // namespace

Settings& settings() {
    static Settings* s = from_environment();
    return *s;
}

bool set(const std::string& key, const std::string& value) {
    if (key == "fail") {
        return fail_call(value);
    }
    for (const Name& name : names) {
        if (key == name.key) {
            return assign(settings(), name, value.c_str());
        }
    }
    return false;
}

}  // namespace lethe

extern "C" __attribute__((visibility("default"))) int lethe_emulated_set(const char* key, long value) {
    return lethe::set(key, std::to_string(value)) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}
