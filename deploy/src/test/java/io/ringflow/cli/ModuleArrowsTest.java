package io.ringflow.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: deploy, then query-server and flow-job, then capture-source, flow-model. */
@AnalyzeClasses(packages = "io.ringflow", importOptions = DoNotIncludeTests.class)
class ModuleArrowsTest {

    private static final String MODEL = "io.ringflow.model..";
    private static final String CAPTURE = "io.ringflow.capture..";
    private static final String JOB = "io.ringflow.job..";
    private static final String SERVER = "io.ringflow.server..";
    private static final String CLI = "io.ringflow.cli..";

    @ArchTest
    static final ArchRule MODEL_KNOWS_NO_OTHER_MODULE =
            noClasses()
                    .that()
                    .resideInAPackage(MODEL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CAPTURE, JOB, SERVER, CLI, "org.apache.flink..");

    @ArchTest
    static final ArchRule CAPTURE_KNOWS_THE_MODEL_ONLY =
            noClasses()
                    .that()
                    .resideInAPackage(CAPTURE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JOB, SERVER, CLI);

    @ArchTest
    static final ArchRule JOB_KNOWS_NEITHER_SERVER_NOR_COMMAND_LINE =
            noClasses()
                    .that()
                    .resideInAPackage(JOB)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVER, CLI);

    @ArchTest
    static final ArchRule SERVER_KNOWS_THE_MODEL_ONLY =
            noClasses()
                    .that()
                    .resideInAPackage(SERVER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CAPTURE, JOB, CLI, "org.apache.flink..");

    @ArchTest
    static final ArchRule HELIDON_STAYS_IN_THE_SERVER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(SERVER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.helidon..");

    @ArchTest
    static final ArchRule JNA_STAYS_WITH_THE_RING =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.ringflow.capture.ring..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.sun.jna..");
}
