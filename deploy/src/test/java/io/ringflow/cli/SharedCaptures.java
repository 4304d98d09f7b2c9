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
 * Real captures that lie beside the project where it is developed; they are not part of it, and
 * tests that need them are skipped elsewhere.
 */
final class SharedCaptures {

    private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();

    private SharedCaptures() {}

    /** The files of a folder of captures; skips the test where there is none. */
    static List<Path> in(String folder) throws IOException {
        Path directory = SHARED.resolve("captures").resolve(folder);
        Assumptions.assumeTrue(
                Files.isDirectory(directory), "skipped: no captures at " + directory);
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** The independent truth about a capture. */
    static Path truth(Path capture) {
        return SHARED.resolve("captures/truth").resolve(capture.getFileName() + ".jsonl");
    }

    /**
     * Compares exported flows with a truth.
     *
     * @param view inner or outer IP headers of tunnels
     * @return what the comparison printed
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
