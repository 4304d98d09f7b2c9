package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs the captures beside the project and Python; a mini cluster for each file. */
class SharedCapturesIT {

    @TempDir Path directory;

    @Test
    void flowsOfRealCapturesEqualWhatTsharkFinds() throws Exception {
        List<String> differences = new ArrayList<>();
        for (Path capture : SharedCaptures.in("dev")) {
            Path flows = directory.resolve("flows.ndjson");
            CommandRun run = CommandRun.of("replay", capture.toString(), "-o", flows.toString());
            assertThat(run.status()).as(capture + ": " + run.err()).isZero();
            String compared = SharedCaptures.compare(flows, SharedCaptures.truth(capture));
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
            CommandRun run = CommandRun.of("replay", capture.toString(), "-o", flows.toString());
            assertThat(run.status()).as(capture + ": " + run.err()).isIn(0, 2);
            assertThat(run.err()).as(capture.toString()).doesNotContain("\tat ", "Exception");
        }
    }
}
