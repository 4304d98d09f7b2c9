package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureInputTest {

    private static final int WINDOW = 1 << 20;

    private static CaptureInput input(byte[] bytes) {
        return new CaptureInput(Channels.newChannel(new ByteArrayInputStream(bytes)), WINDOW);
    }

    @Test
    void allocatesNoMemoryForBytesThatFileDoesNotHave() throws IOException {
        try (CaptureInput input = input(new byte[40])) {
            assertThat(input.available(CaptureReader.MAX_CAPTURED)).isFalse();
            assertThat(input.left()).isEqualTo(40);
            assertThat(input.buffer().capacity()).isEqualTo(WINDOW);
        }
    }

    @Test
    void endsIfFileHasBeenTruncatedMeanwhile(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[3 * WINDOW]);
        try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE);
                CaptureInput input = new CaptureInput(FileChannel.open(file), WINDOW)) {
            assertThat(input.available(1)).isTrue();
            writer.truncate(WINDOW / 2);
            assertThat(input.skip(2 * WINDOW)).isFalse();
            assertThat(input.offset()).isEqualTo(WINDOW);
            assertThat(input.available(1)).isFalse();
            assertThat(input.silent()).isFalse();
        }
    }

    @Test
    void reportsSilentPipeAndArrivalOfItsBytes() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        try (PipedOutputStream writer = new PipedOutputStream();
                PipedInputStream reader = new PipedInputStream(writer);
                CaptureInput input =
                        new CaptureInput(
                                CapturePipe.start(
                                        "test", () -> reader, () -> arrived.complete(null)),
                                WINDOW)) {
            assertThat(input.available(2)).isFalse();
            assertThat(input.silent()).isTrue();
            writer.write(new byte[] {1, 2});
            writer.flush();
            arrived.get(30, TimeUnit.SECONDS);
            assertThat(input.available(2)).isTrue();
            assertThat(input.stop()).isTrue();
            assertThat(input.available(3)).isFalse();
            assertThat(input.silent()).isTrue();
            assertThat(input.left()).isEqualTo(2);
        }
    }

    @Test
    void growsWindowToRequestedBytes() throws IOException {
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
