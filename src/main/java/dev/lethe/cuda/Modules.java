package dev.lethe.cuda;

import dev.lethe.Kernel;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The images of kernels that a device has loaded, each when the first of its kernels is launched. */
final class Modules {
    private final CudaContext context;
    private final Function<String, byte[]> images;
    private final Faults faults;
    private final Staging staging;
    private final Map<String, Registry.Entry> registry;
    private final Map<String, CUmodule> loaded = new HashMap<>();
    private final Map<String, CudaFunction> functions = new HashMap<>();
    // By identity: a record's own hash would cost more than the launch.
    private final Map<Kernel, CudaFunction> byKernel = new IdentityHashMap<>();

    /** @param images machine code by family, for this device */
    Modules(CudaContext context, Function<String, byte[]> images, Faults faults, Staging staging) {
        this.context = context;
        this.images = images;
        this.faults = faults;
        this.staging = staging;
        this.registry = Registry.kernels();
    }

    CudaFunction of(Kernel kernel) {
        CudaFunction f = byKernel.get(kernel);
        if (f == null) {
            f = of(kernel.symbol());
            byKernel.put(kernel, f);
        }
        return f;
    }

    CudaFunction of(String symbol) {
        CudaFunction f = functions.get(symbol);
        if (f != null) {
            return f;
        }
        Registry.Entry entry = registry.get(symbol);
        if (entry == null) {
            throw new IllegalArgumentException("kernel " + symbol + " is in no file of kernels/ that this build knows,"
                    + " and in none that was loaded: add it there, or call Device.load");
        }
        if (context.recording()) {
            throw new IllegalStateException("kernel " + symbol
                    + " is launched for the first time inside a captured step: its warm-up run did not launch it");
        }
        CUmodule module = loaded.get(entry.family());
        if (module == null) {
            module = load(entry.family(), images.apply(entry.family()), false);
        }
        CUfunction handle = new CUfunction();
        context.check(JCudaDriver.cuModuleGetFunction(handle, module, symbol), "cuModuleGetFunction of " + symbol);
        f = new CudaFunction(entry.prototype(), handle);
        functions.put(symbol, f);
        return f;
    }

    /**
     * Fails if one of a user's kernels cannot be added.
     *
     * @throws IllegalArgumentException if a symbol or the file's name is taken
     */
    void requireFree(Map<String, Registry.Entry> entries, String family) {
        entries.forEach((symbol, entry) -> {
            Registry.Entry other = registry.get(symbol);
            if (other != null) {
                throw new IllegalArgumentException("kernel " + symbol + " of " + entry.family()
                        + ".cu has the name of a kernel of " + other.family()
                        + ".cu, which is already there: give it another name");
            }
        });
        if (loaded.containsKey(family)
                || registry.values().stream().anyMatch(e -> e.family().equals(family))) {
            throw new IllegalArgumentException("a file " + family + ".cu of kernels is there already: rename this one");
        }
    }

    /** Adds a user's kernels, for which {@link #requireFree} holds. */
    void add(Map<String, Registry.Entry> entries, String family, byte[] image) {
        load(family, image, true);
        registry.putAll(entries);
    }

    /** @param own whether it is a file of the user's */
    private CUmodule load(String family, byte[] image, boolean own) {
        context.enter();
        CUmodule module = new CUmodule();
        context.check(JCudaDriver.cuModuleLoadData(module, image), "cuModuleLoadData of kernels " + family);
        loaded.put(family, module);
        DeviceAddress fault = new DeviceAddress();
        int code = JCudaDriver.cuModuleGetGlobal(fault, new long[1], module, "fault");
        // A user's file may do without common.cuh, whose variable it is.
        if (code != CUresult.CUDA_ERROR_NOT_FOUND || !own) {
            context.check(code, "cuModuleGetGlobal of fault in " + family);
            faults.tell(fault, staging);
        }
        return module;
    }

    /** The kernels that were launched so far, those of plans included. */
    Set<String> started() {
        return functions.values().stream()
                .filter(CudaFunction::started)
                .map(CudaFunction::symbol)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void unload() {
        loaded.values().forEach(JCudaDriver::cuModuleUnload);
        loaded.clear();
        functions.clear();
        byKernel.clear();
    }
}
