package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.lethe.architecture.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String VIOLATIONS = "dev.lethe.architecture.violations";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lethe");

    private final Rules rules = new Rules("dev.lethe");

    @Test
    void partsUseOnlyWhatTheyMay() {
        rules.dependencies().forEach(rule -> rule.check(MAIN));
    }

    @Test
    void partsFormNoCycle() {
        rules.noCycles().check(MAIN);
    }

    @Test
    void resultsDoNotDependOnTheMachine() {
        rules.sameBits().forEach(rule -> rule.check(MAIN));
        rules.noHiddenState().forEach(rule -> rule.check(MAIN));
    }

    @Test
    void onlyTheCommandLinePrints() {
        rules.noPrinting().check(MAIN);
    }

    @Test
    void filesStayShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<String> tooLong = files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> lines(f) > 300)
                    .map(f -> f + " has " + lines(f) + " lines")
                    .collect(Collectors.toList());
            assertEquals(List.of(), tooLong, "files of more than 300 lines");
        }
    }

    @Test
    void eachRuleFailsWhereItIsBroken() {
        JavaClasses broken = new ClassFileImporter().importPackages(VIOLATIONS);
        Rules same = new Rules(VIOLATIONS);
        String dependencies = failures(same.dependencies(), broken);
        assertTrue(dependencies.contains("cpu.TooCurious"), dependencies);
        assertTrue(dependencies.contains("unlisted.Stray"), dependencies);
        assertTrue(failures(List.of(same.noCycles()), broken).contains("Cycle detected"));
        String bits = failures(same.sameBits(), broken);
        for (String method : List.of("Inexact.math", "Inexact.lanes", "Inexact.sum")) {
            assertTrue(bits.contains(method), bits);
        }
        String hidden = failures(same.noHiddenState(), broken);
        for (String method : List.of("Hidden.seeded", "Hidden.unseeded", "Hidden.threads", "Hidden.ownThread")) {
            assertTrue(hidden.contains(method), hidden);
        }
        assertTrue(failures(List.of(same.noPrinting()), broken).contains("Chatty.talk"));
    }

    /** What the rules have to say about classes that break them. */
    private static String failures(List<ArchRule> rules, JavaClasses classes) {
        List<String> all = new ArrayList<>();
        for (ArchRule rule : rules) {
            all.add(rule.evaluate(classes).getFailureReport().toString());
        }
        return String.join("\n", all);
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
