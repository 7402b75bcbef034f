package dev.lethe.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** The rules of the architecture, for classes under a root package. */
public final class Rules {
    /** Each part and the parts it may use besides itself; the core is the root package, written "". */
    private static final Map<String, Set<String>> USES = new TreeMap<>(Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry("cpu", Set.of("")),
            Map.entry("cpu.vector", Set.of("", "cpu")),
            Map.entry("cuda", Set.of("", "cuda.compile", "cuda.natives")),
            Map.entry("cuda.compile", Set.of("")),
            Map.entry("cuda.natives", Set.of()),
            Map.entry("autograd", Set.of("", "cpu")),
            Map.entry("op", Set.of("", "cpu", "autograd")),
            Map.entry("testing", Set.of("", "autograd", "op")),
            Map.entry("loss", Set.of("", "cpu", "autograd", "op", "data.noise")),
            Map.entry("nn", Set.of("", "cpu", "autograd", "op")),
            Map.entry("optim", Set.of("", "cpu", "autograd", "op", "nn")),
            Map.entry("data", Set.of("", "data.strokes")),
            Map.entry("data.noise", Set.of("", "data")),
            Map.entry("data.strokes", Set.of("")),
            Map.entry("measure", Set.of("")),
            Map.entry("privacy", Set.of("")),
            Map.entry(
                    "train",
                    Set.of(
                            "",
                            "cpu",
                            "autograd",
                            "op",
                            "loss",
                            "nn",
                            "optim",
                            "data",
                            "data.noise",
                            "measure",
                            "privacy")),
            Map.entry("study", Set.of("", "data", "data.noise", "train")),
            Map.entry(
                    "study.early",
                    Set.of("", "autograd", "op", "loss", "nn", "optim", "data", "measure", "train", "study")),
            Map.entry("study.memorization", Set.of("", "data", "measure", "memorization", "train", "study")),
            Map.entry(
                    "study.perexample",
                    Set.of("", "data", "influence", "measure", "memorization", "nn", "train", "study")),
            Map.entry("study.robust", Set.of("", "loss", "train", "study")),
            Map.entry("study.symmetric", Set.of("", "loss", "data", "train", "study")),
            Map.entry("report", Set.of("", "data", "train", "study")),
            Map.entry("memorization", Set.of("", "data", "measure", "train", "report")),
            Map.entry("audit", Set.of("", "data", "data.noise", "measure", "train", "report")),
            Map.entry("influence", Set.of("", "autograd", "op", "loss", "nn", "data", "measure", "train", "report")),
            Map.entry(
                    "cli",
                    Set.of(
                            "",
                            "autograd",
                            "loss",
                            "nn",
                            "optim",
                            "data",
                            "data.noise",
                            "train",
                            "report",
                            "study",
                            "audit",
                            "memorization",
                            "influence"))));

    /** Parts that talk to people, at a terminal or in the build; what is forbidden for the sake of results is allowed there. */
    private static final Set<String> TALKING = Set.of("cli", "report", "cuda.compile");

    /** Classes that start threads, and why numbers do not depend on them. */
    private static final Map<String, String> THREADED = Map.of(
            "cpu.Pool", "shares a kernel's range, whose elements are computed one by one",
            "cuda.natives.PrivateFolder", "takes files away when the JVM ends",
            "memorization.DeviceThreads", "trains whole models, each of which is a function of its number");

    // Math may compute these differently from one JVM to the next; StrictMath may not.
    private static final Set<String> INEXACT = Set.of(
            "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
            "sinh", "cosh", "tanh", "cbrt", "hypot");

    private final String root;

    public Rules(String root) {
        this.root = root;
    }

    /** Every part uses only what the table says, and every package is in the table. */
    public List<ArchRule> dependencies() {
        List<ArchRule> rules = new ArrayList<>();
        USES.forEach((part, uses) -> rules.add(noClasses()
                .that(are(part))
                .should()
                .dependOnClassesThat(describe(
                        "are in another part than " + uses,
                        c -> ours(c) && !part(c).equals(part) && !uses.contains(part(c))))
                .allowEmptyShould(true)));
        DescribedPredicate<JavaClass> named =
                describe("be in a part that the table names", c -> USES.containsKey(part(c)));
        rules.add(classes().that(describe("are of this project", this::ours)).should(ArchCondition.from(named)));
        return rules;
    }

    /** No part uses itself through others. */
    public ArchRule noCycles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass c) {
                        return ours(c) ? SliceIdentifier.of("part " + part(c)) : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "parts";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    /** No floating-point operation whose bits depend on the JVM, its warm-up or the vector length. */
    public List<ArchRule> sameBits() {
        return List.of(
                accessing(
                        "Math functions that are not exactly specified (take StrictMath, Scalar or Lanes)",
                        a -> a.getTargetOwner().isEquivalentTo(Math.class) && INEXACT.contains(a.getName())),
                accessing(
                        "VectorOperators' transcendental functions",
                        a -> a.getTargetOwner().getName().equals("jdk.incubator.vector.VectorOperators")
                                && INEXACT.contains(a.getName().toLowerCase(Locale.ROOT))),
                accessing(
                        "reduceLanes of floats (its order is not specified)",
                        a -> a.getName().startsWith("reduceLanes") && isFloatVector(a.getTargetOwner())));
    }

    /** No randomness but {@code RandomStream} and Philox, and no threads but those of {@link #THREADED}. */
    public List<ArchRule> noHiddenState() {
        return List.of(
                noClasses()
                        .that(matter())
                        .should()
                        .dependOnClassesThat(belongToAnyOf(
                                Random.class,
                                ThreadLocalRandom.class,
                                SplittableRandom.class,
                                ThreadLocal.class,
                                ForkJoinPool.class)),
                noClasses()
                        .that(matter())
                        .and(describe("are not named as starting threads", c -> !THREADED.containsKey(name(c))))
                        .should()
                        .callCodeUnitWhere(describe(
                                "start threads",
                                call -> call.getTargetOwner().isAssignableTo(Executor.class)
                                        || call.getTargetOwner().isEquivalentTo(Executors.class)
                                        || call.getTargetOwner().isAssignableTo(Thread.class)
                                                && (call.getName().equals("<init>")
                                                        || call.getName().equals("start")))),
                accessing(
                        "Math.random",
                        a -> a.getTargetOwner().isEquivalentTo(Math.class)
                                && a.getName().equals("random")),
                accessing(
                        "parallel streams and array operations",
                        a -> a.getTargetOwner().getName().startsWith("java.util.")
                                && a.getName().startsWith("parallel")));
    }

    /** Only the command line prints. */
    public ArchRule noPrinting() {
        return accessing(
                "System.out and System.err",
                a -> a.getTargetOwner().isEquivalentTo(System.class)
                        && (a.getName().equals("out") || a.getName().equals("err")));
    }

    private ArchRule accessing(String what, Predicate<JavaAccess<?>> forbidden) {
        return noClasses()
                .that(matter())
                .should()
                .accessTargetWhere(describe(what, forbidden::test))
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> are(String part) {
        return describe("are in " + (part.isEmpty() ? "the core" : part), c -> ours(c) && part(c).equals(part));
    }

    private DescribedPredicate<JavaClass> matter() {
        return describe("matter for results", c -> ours(c) && !TALKING.contains(part(c)));
    }

    private boolean ours(JavaClass c) {
        return c.getPackageName().equals(root) || c.getPackageName().startsWith(root + ".");
    }

    private String part(JavaClass c) {
        String name = c.getPackageName();
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }

    /** The name of a class without the root, or that of the class it is nested in. */
    private String name(JavaClass c) {
        String outer = c.getName().split("\\$", 2)[0];
        return ours(c) ? outer.substring(root.length() + 1) : outer;
    }

    private static boolean isFloatVector(JavaClass owner) {
        return owner.getName().equals("jdk.incubator.vector.FloatVector")
                || owner.getName().equals("jdk.incubator.vector.DoubleVector");
    }
}
