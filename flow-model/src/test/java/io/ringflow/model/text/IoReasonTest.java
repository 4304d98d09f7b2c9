package io.ringflow.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class IoReasonTest {

    @Test
    void omitsTheFileName() {
        assertThat(IoReason.of(new IOException("No space left on device")))
                .isEqualTo(IoReason.FULL);
        assertThat(IoReason.of(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo(IoReason.FULL);
        assertThat(IoReason.of(new FileNotFoundException("/a (b) (No such device or address)")))
                .isEqualTo("No such device or address");
        assertThat(IoReason.of(new AccessDeniedException("/a"))).isEqualTo("permission denied");
        assertThat(IoReason.of(new NoSuchFileException("/a")))
                .isEqualTo("no such file or directory");
        assertThat(IoReason.of(new IOException())).isEqualTo("IOException");
    }
}
