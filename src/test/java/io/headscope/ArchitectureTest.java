package io.headscope;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The one way that dependencies point, and why.
@SuppressWarnings("NullAway.Init")
final class ArchitectureTest {

    private static final String ROOT = "io.headscope.";

    private static JavaClasses headscope;

    @BeforeAll
    static void read() {
        headscope = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.headscope");
    }

    @TestFactory
    Stream<DynamicTest> dependenciesPointOneWay() {
        return Stream.of(
                        only("attention", "a trace is what everything else speaks of: it knows nothing of how it is made or drawn"),
                        only("message", "every package may say what went wrong"),
                        only("drawing", "a drawing is the same on screen, on paper and in a test"),
                        only("task", "how work is run is no matter of what it does"),
                        only("model", "a network is a value that any engine may read", "attention", "message", "task"),
                        only("file", "a file is read and written alike, whatever it is for", "message"),
                        only("checkpoint", "what lies on disk is checked against a network, whatever runs it",
                                "model", "attention", "message", "file"),
                        only("input", "what goes into a network does not depend on who runs it; raw numbers lie as weights do",
                                "model", "attention", "message", "file", "checkpoint"),
                        only("diagram", "a diagram is a value, read, laid out and written without a window",
                                "model", "attention", "message", "drawing", "task"),
                        only("analysis", "numbers over traces need nothing but traces, and to be told when nobody waits for them", "attention", "message", "task"),
                        only("lab", "a mechanism can be followed without a window, a network or a file", "attention", "message"),
                        only("generation", "texts are written by any network that can go on, whoever runs it",
                                "model", "attention", "analysis", "task", "input", "message"),
                        only("export", "a file needs the drawing or the trace, and no window",
                                "drawing", "attention", "message", "analysis", "checkpoint", "file"),
                        only("engine", "an engine reads programs and weights, and is seen through a port alone",
                                "model", "attention", "message", "task"),
                        only("measure", "how good an answer is does not depend on who gave it", "attention"),
                        only("training", "sample models are trained without a window",
                                "measure", "model", "attention", "message", "task", "checkpoint", "input", "file", "analysis"),
                        only("evaluation", "a network is asked and its answers counted without a window, whoever runs it",
                                "training.data", "measure", "model", "attention", "analysis", "message", "task", "input", "file"),
                        only("session", "what is open is known without a window",
                                "evaluation", "measure", "model", "attention", "message", "task", "generation", "input", "checkpoint", "analysis", "drawing", "export", "diagram", "lab", "training"),
                        only("view", "views share a session and draw; they know neither the window around them nor each other's panes",
                                "session", "evaluation", "measure", "model", "attention", "message", "task", "generation", "input", "analysis", "drawing", "export", "diagram", "lab", "file", "training"),
                        only("shell", "the window is given what it shows; engines and files are wired in app",
                                "view", "session", "evaluation", "model", "attention", "message", "task", "generation", "input", "analysis", "drawing", "export", "diagram", "lab"))
                .map(this::test);
    }

    /// A package and those below it depend on the named ones of ours and on no other.
    private static ArchRule only(String name, String because, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Arrays.stream(others)).map(other -> ROOT + other + "..").toArray(String[]::new);
        DescribedPredicate<JavaClass> elsewhere =
                resideInAnyPackage("io.headscope..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
        return noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat(elsewhere.as("are ours outside " + String.join(", ", allowed)))
                .because(because)
                .allowEmptyShould(true);
    }

    @TestFactory
    Stream<DynamicTest> librariesStayWhereTheyBelong() {
        return Stream.of(
                        noClasses().that().resideOutsideOfPackage(ROOT + "engine.onnx..")
                                .should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..")
                                .because("another runtime must be able to take its place"),
                        noClasses().that().resideOutsideOfPackages(ROOT + "engine.djl..", ROOT + "input..", ROOT + "training..")
                                .should().dependOnClassesThat().resideInAPackage("ai.djl..")
                                .because("another runtime must be able to take its place"),
                        noClasses().that().resideInAPackage(ROOT + "training..")
                                .should().dependOnClassesThat().resideInAPackage("ai.djl..")
                                .because("training asks the port in model, which the engine fills"),
                        noClasses().that().resideInAPackage(ROOT + "input..")
                                .should().dependOnClassesThat(resideInAnyPackage("ai.djl..")
                                        .and(DescribedPredicate.not(resideInAnyPackage("ai.djl.huggingface.tokenizers.."))))
                                .because("of DJL, text needs the tokenizers and nothing else"),
                        noClasses().that().resideOutsideOfPackages(ROOT + "app..")
                                .should().dependOnClassesThat().resideInAPackage("picocli..")
                                .because("the command line is one way in among two"))
                .map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> theWindowStaysOutOfWhatCanRunWithoutIt() {
        DescribedPredicate<JavaClass> scene = resideInAnyPackage("javafx..")
                .and(DescribedPredicate.not(resideInAnyPackage("javafx.beans..", "javafx.collections..", "javafx.util..")));
        return Stream.of(
                        noClasses().that().resideOutsideOfPackages(ROOT + "session..", ROOT + "view..", ROOT + "shell..", ROOT + "app..")
                                .should().dependOnClassesThat().resideInAPackage("javafx..")
                                .because("the command line, the exporters and the tests run where no window can be opened"),
                        noClasses().that().resideInAPackage(ROOT + "session..").should().dependOnClassesThat(scene.as("are JavaFX beyond properties and collections"))
                                .because("a session can be tested, and kept, without a window"),
                        noClasses().that().resideInAPackage(ROOT + "view..").and().haveSimpleNameEndingWith("ViewModel")
                                .should().dependOnClassesThat(scene.as("are JavaFX beyond properties and collections"))
                                .because("what a view decides is tested without drawing it"),
                        noClasses().that().resideInAPackage(ROOT + "view..").and().haveSimpleNameEndingWith("Layout")
                                .should().dependOnClassesThat(scene.as("are JavaFX beyond properties and collections"))
                                .because("the same layout serves the screen, the exporters and render"))
                .map(rule -> rule.allowEmptyShould(true))
                .map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> onlyAppSeesTheEngines() {
        return Stream.of(
                        noClasses().that().resideOutsideOfPackages(ROOT + "engine..", ROOT + "app..", ROOT + "training..")
                                .should().dependOnClassesThat().resideInAPackage(ROOT + "engine..")
                                .because("engines are exchanged in one place; sample models are trained by the one that differentiates"),
                        noClasses().that().resideOutsideOfPackages(ROOT + "app..")
                                .should().dependOnClassesThat().resideInAPackage(ROOT + "app..")
                                .because("app puts the others together and is known to none of them"))
                .map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> threadsAreStartedInTaskAlone() {
        DescribedPredicate<JavaCall<?>> thread = DescribedPredicate.describe(
                "that make a thread",
                call -> call.getTargetOwner().isAssignableTo(Thread.class)
                        && Set.of(JavaConstructor.CONSTRUCTOR_NAME, "startVirtualThread", "ofVirtual", "ofPlatform").contains(call.getName()));
        DescribedPredicate<JavaCall<?>> asynchronous = DescribedPredicate.describe(
                "of CompletableFuture that start work",
                call -> call.getTargetOwner().isAssignableTo(CompletionStage.class) && call.getName().endsWith("Async"));
        DescribedPredicate<JavaCall<?>> parallel = DescribedPredicate.describe(
                "of parallel streams",
                call -> call.getTargetOwner().isEquivalentTo(StreamSupport.class)
                        || Set.of("parallelStream", "parallel").contains(call.getName())
                        || (call.getTargetOwner().isEquivalentTo(Arrays.class) && call.getName().startsWith("parallel")));
        return Stream.of(
                        noClasses().that(outsideTask()).should().callCodeUnitWhere(thread),
                        noClasses().that(outsideTask()).should().beAssignableTo(Thread.class),
                        noClasses().that(outsideTask()).should().dependOnClassesThat().areAssignableTo(Thread.Builder.class),
                        noClasses().that(outsideTask()).should().dependOnClassesThat().areAssignableTo(ThreadFactory.class),
                        noClasses().that(outsideTask()).should().dependOnClassesThat().areAssignableTo(Timer.class),
                        noClasses().that(outsideTask()).should().dependOnClassesThat().areAssignableTo(Executors.class),
                        noClasses().that(outsideTask()).should().dependOnClassesThat().areAssignableTo(ExecutorService.class),
                        noClasses().that(outsideTask()).should().callMethodWhere(asynchronous),
                        noClasses().that(outsideTask()).should().callMethodWhere(parallel))
                .map(rule -> rule.because("work that is started in one place can be counted, cancelled, shown, and run inline in a test"))
                .map(this::test);
    }

    private static DescribedPredicate<JavaClass> outsideTask() {
        return DescribedPredicate.not(resideInAnyPackage(ROOT + "task.."));
    }

    @TestFactory
    Stream<DynamicTest> theHouseIsInOrder() {
        return Stream.of(
                        // app puts itself together from all sides.
                        slices().matching("io.headscope.(**)").should().beFreeOfCycles()
                                .ignoreDependency(resideInAnyPackage(ROOT + "app.."), resideInAnyPackage(ROOT + "app.."))
                                .because("what depends on itself cannot be understood, tested or moved alone"),
                        classes().that().haveSimpleNameNotEndingWith("package-info")
                                .should().haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)$")
                                .andShould().haveNameNotMatching(".*\\.(Abstract|Base)[A-Z]\\w*$")
                                .because("such names say nothing of what a class is for"),
                        noClasses().should().callMethod(System.class, "exit", int.class).andShould().haveNameNotMatching(ROOT + "app.Launcher")
                                .because("only the launcher ends the program"),
                        noClasses().that().resideOutsideOfPackage(ROOT + "app..").should().accessField(System.class, "out")
                                .because("what people read is printed by the command line alone"),
                        noClasses().that().resideOutsideOfPackage(ROOT + "app..").should().accessField(System.class, "err")
                                .because("failures are logged or shown, never printed by a library"))
                .map(this::test);
    }

    private DynamicTest test(ArchRule rule) {
        return DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(headscope));
    }
}
