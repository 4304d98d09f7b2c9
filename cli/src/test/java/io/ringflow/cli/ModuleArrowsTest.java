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

/**
 * Which module may depend on which: cli on query-server and history, history on flow-job, flow-job
 * on capture-source and state-rpc, all on flow-model.
 */
class ModuleArrowsTest {

    private static final String MODEL = "io.ringflow.model..";
    private static final String RPC = "io.ringflow.rpc..";
    private static final String CAPTURE = "io.ringflow.capture..";
    private static final String JOB = "io.ringflow.job..";
    private static final String KAFKA = "io.ringflow.kafka..";
    private static final String HISTORY = "io.ringflow.history..";
    private static final String SERVER = "io.ringflow.server..";
    private static final String FLINK = "org.apache.flink..";
    private static final String CLI = "io.ringflow.cli..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("io.ringflow");

    @Test
    void everyModuleIsImported() {
        for (String module : List.of(MODEL, RPC, CAPTURE, JOB, HISTORY, SERVER, CLI)) {
            String name = module.replace("..", "");
            assertThat(CLASSES).as(name).anyMatch(c -> c.getPackageName().startsWith(name));
        }
    }

    @Test
    void modelDependsOnNoOtherModule() {
        assertUnknown(MODEL, RPC, CAPTURE, JOB, HISTORY, SERVER, CLI, FLINK);
    }

    @Test
    void rpcDependsOnModelOnly() {
        assertUnknown(RPC, CAPTURE, JOB, SERVER, CLI, FLINK);
    }

    @Test
    void captureDependsOnModelOnly() {
        assertUnknown(CAPTURE, RPC, JOB, SERVER, CLI);
    }

    @Test
    void jobDependsOnNeitherServerNorCommandLine() {
        assertUnknown(JOB, HISTORY, SERVER, CLI);
    }

    @Test
    void historyDependsOnNeitherServerNorCommandLine() {
        assertUnknown(HISTORY, SERVER, CLI);
    }

    @Test
    void onlyHistoryUsesDuckDb() {
        assertKnownOnlyIn(HISTORY, "org.duckdb..");
    }

    @Test
    void onlyExportKafkaUsesKafka() {
        assertKnownOnlyIn(KAFKA, "org.apache.kafka..");
    }

    @Test
    void serverDependsOnModelOnly() {
        assertUnknown(SERVER, RPC, CAPTURE, JOB, HISTORY, CLI, FLINK);
    }

    @Test
    void onlyServerUsesHelidon() {
        assertKnownOnlyIn(SERVER, "io.helidon..");
    }

    @Test
    void onlyRingBpfAndHostUseJna() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.ringflow.capture.ring..",
                        "io.ringflow.capture.bpf..",
                        "io.ringflow.capture.host..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(CLASSES);
    }

    @Test
    void onlyStateRpcUsesGrpc() {
        assertKnownOnlyIn(RPC, "io.grpc..");
        assertKnownOnlyIn(RPC, "com.google.protobuf..");
    }

    /** The time of a comparison that ends at the first difference reveals where that is. */
    @Test
    void tokensAreComparedInConstantTime() {
        for (String holder :
                List.of(
                        "io.ringflow.server.security.AccessTokens",
                        "io.ringflow.rpc.wire.BearerToken")) {
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
