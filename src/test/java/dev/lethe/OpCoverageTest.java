package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lethe.autograd.Op;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpHarness;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpCoverageTest {
    @Test
    void everyOperationHasACase() {
        Set<String> missing = operations();
        assertTrue(missing.contains("dev.lethe.op.Affine"), "the class path was not searched: " + missing);
        try (Device device = new CpuDevice(1, false)) {
            OpHarness harness = new OpHarness(device);
            OpCases.all()
                    .flatMap(c -> harness.recorded(c).stream())
                    .forEach(op -> missing.remove(op.getClass().getName()));
        }
        assertEquals(Set.of(), missing, "operations and losses without an entry in OpCases");
    }

    @Test
    void caseNamesDiffer() {
        Set<String> seen = new HashSet<>();
        OpCases.all().forEach(c -> assertTrue(seen.add(c.name()), "two cases are named '" + c.name() + "'"));
    }

    private static Set<String> operations() {
        Set<String> found = new TreeSet<>();
        for (JavaClass c : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lethe.op", "dev.lethe.loss")) {
            if (c.isAssignableTo(Op.class) && !c.isInterface()) {
                found.add(c.getName());
            }
        }
        return found;
    }
}
