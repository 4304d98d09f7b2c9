package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs the captures beside the project and Python; a mini cluster for each file. */
class SharedCapturesIT {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"inner, true", "outer, false"})
    void flowsOfRealCapturesEqualWhatTsharkFinds(String view, boolean decapsulate)
            throws Exception {
        String setting = "-Dflow.decapsulate=" + decapsulate;
        List<String> differences = new ArrayList<>();
        for (Path capture : SharedCaptures.in("dev")) {
            Path flows = directory.resolve("flows.ndjson");
            CommandRun run =
                    CommandRun.of("replay", capture.toString(), "-o", flows.toString(), setting);
            assertThat(run.status()).as(capture + ": " + run.err()).isZero();
            String compared = SharedCaptures.compare(view, flows, SharedCaptures.truth(capture));
            if (!compared.contains(" 0 differ")) {
                differences.add(compared);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    @Timeout(600)
    void malformedCapturesGiveFlowsOrAPlainMessage() throws Exception {
        for (Path capture : SharedCaptures.in("malformed")) {
            Path flows = directory.resolve("flows.ndjson");
            CommandRun run =
                    CommandRun.of(
                            "replay",
                            capture.toString(),
                            "-o",
                            flows.toString(),
                            "-Dflow.labels=true");
            assertThat(run.status()).as(capture + ": " + run.err()).isIn(0, 2);
            assertThat(run.err()).as(capture.toString()).doesNotContain("\tat ", "Exception");
        }
    }
}
