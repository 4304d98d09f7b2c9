package io.ringflow.capture.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short run of every fuzz target, as part of every test run. */
class FuzzIT {

    private static final int DEADLINE_MINUTES = 5;

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    /** Short runs are over before the optimizing compiler pays off. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    @ParameterizedTest
    @MethodSource("io.ringflow.capture.fuzz.FuzzTarget#all")
    void keepsRulesForCorpus(FuzzTarget target) throws IOException {
        for (byte[] input : target.corpus()) {
            try {
                target.execution().run(input);
            } catch (RuntimeException | AssertionError e) {
                fail(target + ": " + HexFormat.of().formatHex(input), e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.ringflow.capture.fuzz.FuzzTarget#all")
    void keepsRulesInShortFuzzerRun(FuzzTarget target, @TempDir Path directory)
            throws IOException, InterruptedException {
        Jazzer jazzer =
                new Jazzer(target, directory.resolve("corpus"), directory.resolve("findings"));
        jazzer.prepare();
        Path log = directory.resolve("log");
        Process process =
                jazzer.command(JVM_OPTIONS, List.of("-seed=1", "-runs=" + target.runs()))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
            assertThat(ended).as("the fuzzer has ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        // libFuzzer sometimes runs one more input than it was asked for.
        Matcher done = DONE.matcher(output);
        assertThat(done.find()).as(output).isTrue();
        assertThat(Integer.parseInt(done.group(1))).isGreaterThanOrEqualTo(target.runs());
    }
}
