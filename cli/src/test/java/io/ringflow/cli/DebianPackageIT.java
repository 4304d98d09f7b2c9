package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.model.Command;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** The Debian package that the build makes. */
class DebianPackageIT {

    private static final Path TARGET = Path.of("../deploy/target");

    private static Path debianPackage() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "skipped: needs dpkg");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(TARGET, "ringflow_*.deb")) {
            Iterator<Path> packages = found.iterator();
            assumeTrue(packages.hasNext(), "skipped: mvn package makes the Debian package");
            return packages.next();
        }
    }

    @Test
    void packageContainsTheDistributionWithOwnersAndTimesThatNeverDiffer() throws Exception {
        String content = Command.run("dpkg-deb", "-c", debianPackage().toString());

        assertThat(content.lines())
                .hasSizeGreaterThan(100)
                .allMatch(line -> line.contains(" root/root ") && line.contains(" 2026-01-01 "));
        assertThat(content)
                .contains("./usr/bin/ringflow -> ../share/ringflow/bin/ringflow")
                .contains("./usr/lib/systemd/system/ringflow-taskmanager.service")
                .contains("./usr/share/man/man1/ringflow-flows.1")
                .contains("./usr/share/bash-completion/completions/ringflow")
                .contains("./usr/share/fish/vendor_completions.d/ringflow.fish")
                .contains("./usr/share/zsh/vendor-completions/_ringflow")
                .contains("./usr/share/ringflow/share/sample.pcap")
                .doesNotContain("lib/start-", ".built", "./opt/");
        assertThat(content.lines().filter(line -> line.endsWith(".jar"))).hasSize(jars());
        assertThat(Command.run("dpkg-deb", "-I", debianPackage().toString(), "conffiles"))
                .isEqualTo("/etc/ringflow/ringflow.yaml\n");
    }

    private static int jars() throws IOException {
        int jars = 0;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(TARGET, "ringflow-*[!r]")) {
            Path libraries = found.iterator().next().resolve("lib");
            try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries, "*.jar")) {
                for (Path file : files) {
                    jars += Files.isRegularFile(file) ? 1 : 0;
                }
            }
        }
        return jars;
    }

    @Test
    void packageIsInstalledUsedUpgradedRemovedAndPurged() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root");
        String checks =
                Command.run("../deploy/debian/check", debianPackage().toAbsolutePath().toString());

        assertThat(checks).contains("ringflow replay reads the sample", "all is well with");
    }
}
