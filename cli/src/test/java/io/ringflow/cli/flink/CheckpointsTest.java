package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.util.FlinkException;
import org.junit.jupiter.api.Test;

class CheckpointsTest {

    @Test
    void failureOfRestoringTasksIsRecognized() {
        Exception failure =
                new IllegalStateException(
                        "Exception while creating StreamOperatorStateContext.",
                        new FlinkException(
                                "Could not restore keyed state backend",
                                new IOException("version 9 is unknown")));
        assertThat(Checkpoints.restoreFailure(failure))
                .contains("Flink can't restore it: version 9 is unknown");
    }

    @Test
    void otherFailuresAreNotAboutState() {
        assertThat(Checkpoints.restoreFailure(new IllegalStateException("no such interface")))
                .isEmpty();
        assertThat(Checkpoints.restoreFailure(null)).isEmpty();
    }
}
