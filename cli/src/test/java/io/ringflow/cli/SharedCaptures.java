package io.ringflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real captures in a directory beside the project. They are not part of the project; tests that
 * need them are skipped if there are none.
 */
final class SharedCaptures {

    private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();

    private SharedCaptures() {}

    /** Returns the files of a folder of captures; skips the test if there is no such folder. */
    static List<Path> in(String folder) throws IOException {
        Path directory = SHARED.resolve("captures").resolve(folder);
        Assumptions.assumeTrue(
                Files.isDirectory(directory), "skipped: no captures at " + directory);
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Returns the file with the flows that other tools find in a capture. */
    static Path truth(Path capture) {
        return SHARED.resolve("captures/truth").resolve(capture.getFileName() + ".jsonl");
    }

    /**
     * Compares exported flows with those that other tools find.
     *
     * @param view {@code inner} or {@code outer} IP headers of tunnels
     * @return the output of the comparison
     */
    static String compare(String view, Path flows, Path truth)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "python3",
                                SHARED.resolve("tools/compare_truth.py").toString(),
                                "--view",
                                view,
                                "-v",
                                flows.toString(),
                                truth.toString())
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isIn(0, 1);
        return printed;
    }
}
