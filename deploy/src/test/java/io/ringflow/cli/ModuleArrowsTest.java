package io.ringflow.cli;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom: deploy, then query-server and flow-job, then capture-source, flow-model. */
class ModuleArrowsTest {

    private static final String MODEL = "io.ringflow.model..";
    private static final String CAPTURE = "io.ringflow.capture..";
    private static final String JOB = "io.ringflow.job..";
    private static final String SERVER = "io.ringflow.server..";
    private static final String FLINK = "org.apache.flink..";
    private static final String CLI = "io.ringflow.cli..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("io.ringflow");

    @Test
    void everyModuleIsLookedAt() {
        for (String module : List.of(MODEL, CAPTURE, JOB, SERVER, CLI)) {
            String name = module.replace("..", "");
            assertThat(CLASSES).as(name).anyMatch(c -> c.getPackageName().startsWith(name));
        }
    }

    @Test
    void modelKnowsNoOtherModule() {
        assertUnknown(MODEL, CAPTURE, JOB, SERVER, CLI, FLINK);
    }

    @Test
    void captureKnowsTheModelOnly() {
        assertUnknown(CAPTURE, JOB, SERVER, CLI);
    }

    @Test
    void jobKnowsNeitherServerNorCommandLine() {
        assertUnknown(JOB, SERVER, CLI);
    }

    @Test
    void serverKnowsTheModelOnly() {
        assertUnknown(SERVER, CAPTURE, JOB, CLI, FLINK);
    }

    @Test
    void helidonStaysInTheServer() {
        assertKnownOnlyIn(SERVER, "io.helidon..");
    }

    @Test
    void jnaStaysWithTheRing() {
        assertKnownOnlyIn("io.ringflow.capture.ring..", "com.sun.jna..");
    }

    @Test
    void grpcStaysWithTheStateService() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.ringflow.model.state.wire..",
                        "io.ringflow.job.service..",
                        "io.ringflow.server.remote..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "com.google.protobuf..")
                .check(CLASSES);
    }

    /**
     * What ends a comparison at the first difference tells an attacker by its time where that is.
     */
    @Test
    void tokensAreComparedInConstantTimeOnly() {
        for (String holder :
                List.of(
                        "io.ringflow.server.security.AccessTokens",
                        "io.ringflow.model.state.wire.BearerToken")) {
            classes()
                    .that()
                    .haveFullyQualifiedName(holder)
                    .should()
                    .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                    .check(CLASSES);
            for (Class<?> comparing : List.of(String.class, Arrays.class, Object.class)) {
                noClasses()
                        .that()
                        .haveFullyQualifiedName(holder)
                        .should()
                        .callMethodWhere(
                                target(
                                                nameMatching(
                                                        "equals.*|compare.*|mismatch|contains|hashCode"))
                                        .and(target(owner(assignableTo(comparing)))))
                        .check(CLASSES);
            }
        }
    }

    private static void assertUnknown(String module, String... others) {
        noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    private static void assertKnownOnlyIn(String home, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }
}
