package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A source tree with the launcher and next to nothing else, and a {@code mvn} that is a script: it
 * makes a distribution that contains the launcher, and notes each build.
 */
final class SourceTree {

    /** The version of the project, and so part of the distribution's name. */
    private static final String POM = "<project>\n  <version>1</version>\n</project>\n";

    private static final String MAVEN =
            """
            #!/bin/sh
            mkdir "$0.building" || touch "$0.overlap"
            echo build >>"$0.builds"
            sleep 0.2
            rmdir "$0.building"
            [ ! -e "$0.broken" ] || { echo "[ERROR] no room"; exit 1; }
            [ ! -e "$0.edit" ] || { mv "$0.edit" cli/src/main/Edited.java; touch cli/src/main/*; }
            mkdir -p deploy/target/ringflow-1/bin deploy/target/ringflow-1/lib
            cp ringflow deploy/target/ringflow-1/bin
            touch deploy/target/ringflow-1/lib/cli-1.jar
            """;

    private final Path root;
    private final Path maven;

    private SourceTree(Path root, Path maven) {
        this.root = root;
        this.maven = maven;
    }

    /** Writes the folders {@code tree} and {@code path}; the latter is to be put into PATH. */
    static SourceTree in(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("tree"));
        Files.copy(Path.of("../ringflow"), root.resolve("ringflow"));
        assertThat(root.resolve("ringflow").toFile().setExecutable(true)).isTrue();
        Files.writeString(root.resolve("pom.xml"), POM);
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.writeString(root.resolve("cli/src/main/Source.java"), "class Source {}\n");
        Path maven = Files.createDirectories(directory.resolve("path")).resolve("mvn");
        Files.writeString(maven, MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        return new SourceTree(root, maven);
    }

    /** A source file. */
    Path source() {
        return root.resolve("cli/src/main/Source.java");
    }

    /** The distribution's folder. */
    Path distribution() {
        return root.resolve("deploy/target/ringflow-1");
    }

    /** A file beside {@code mvn} by which the script is controlled, or reports. */
    Path note(String name) {
        return maven.resolveSibling("mvn." + name);
    }

    /** The number of builds so far. */
    int builds() throws IOException {
        Path builds = note("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    /** The line of shell that finds {@code mvn} and starts the launcher. */
    static String launch(String command) {
        return "export JAVA_HOME=$PWD/jdk RINGFLOW_AOT=off PATH=$PWD/path:$PATH"
                + "; exec tree/ringflow "
                + command;
    }

    /** Writes a JDK that is a script which says where it is. */
    static void writeJdk(Path home, int version) throws IOException {
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$0\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
    }

    /** The launchers' standard outputs are those of the JDK. */
    static void assertRan(List<Launched> launched, Path home) throws InterruptedException {
        for (Launched process : launched) {
            assertThat(process.ends(0).out()).isEqualTo(home.resolve("bin/java") + "\n");
        }
    }
}
