package dev.lethe.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lethe.Device;
import dev.lethe.autograd.Op;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpHarness;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TorchCoverageTest {
    /** Dropout draws its own random mask, which libtorch cannot be given. */
    private static final Set<String> WITHOUT_TWIN = Set.of("dev.lethe.op.Dropout");

    @Test
    void everyOperationHasATwinOrAReason() {
        Set<String> missing = new TreeSet<>();
        for (JavaClass c : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lethe.op")) {
            if (c.isAssignableTo(Op.class) && !c.isInterface()) {
                missing.add(c.getName());
            }
        }
        try (Device device = new CpuDevice(1, false)) {
            OpHarness harness = new OpHarness(device);
            TorchCases.all()
                    .flatMap(c -> harness.recorded(c.ours()).stream())
                    .forEach(op -> missing.remove(op.getClass().getName()));
        }
        assertEquals(WITHOUT_TWIN, missing, "operations that are not compared with libtorch");
    }
}
