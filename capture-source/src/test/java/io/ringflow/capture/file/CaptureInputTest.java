package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CaptureInputTest {

    private static final int WINDOW = 1 << 20;

    private static CaptureInput input(byte[] bytes) {
        return new CaptureInput(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    @Test
    void aFileThatClaimsMoreThanItHasTakesNoMemoryForIt() throws IOException {
        try (CaptureInput input = input(new byte[40])) {
            assertThat(input.available(CaptureReader.MAX_CAPTURED)).isFalse();
            assertThat(input.left()).isEqualTo(40);
            assertThat(input.buffer().capacity()).isEqualTo(WINDOW);
        }
    }

    @Test
    void theWindowGrowsToWhatIsAskedFor() throws IOException {
        byte[] bytes = new byte[5 * WINDOW];
        new Random(1).nextBytes(bytes);
        try (CaptureInput input = input(bytes)) {
            assertThat(input.available(1000)).isTrue();
            assertThat(input.skip(1000)).isTrue();
            int rest = bytes.length - 1000;
            assertThat(input.available(rest)).isTrue();
            byte[] read = new byte[rest];
            input.buffer().get(input.position(), read);
            assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 1000, bytes.length));
            assertThat(input.available(rest + 1)).isFalse();
        }
    }
}
