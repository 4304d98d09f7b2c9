package io.ringflow.model;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules for the packages of one module; each module has a test that extends this class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PackageRules {

    private final String root;
    private final JavaClasses classes;

    /**
     * Reads the module's classes.
     *
     * @param root the package that all of the module's packages are in
     */
    protected PackageRules(String root) {
        this.root = root;
        classes =
                new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages(root);
    }

    @Test
    void packagesFormNoCycles() {
        assertThat(classes).isNotEmpty();
        slices().matching("io.ringflow.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<String> packages =
                classes.getPackage(root).getSubpackagesInTree().stream()
                        .filter(candidate -> !candidate.getClasses().isEmpty())
                        .map(JavaPackage::getName)
                        .filter(name -> !name.contains(".v1"))
                        .toList();
        assertThat(packages).isNotEmpty();
        assertThat(packages)
                .map(name -> sources().resolve(name.replace('.', '/')).resolve("package-info.java"))
                .allSatisfy(description -> assertThat(description).isNotEmptyFile());
    }

    private static Path sources() {
        return Path.of("src/main/java");
    }
}
