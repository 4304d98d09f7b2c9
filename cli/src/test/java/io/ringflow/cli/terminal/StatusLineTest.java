package io.ringflow.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

    private StatusLine line(boolean screen) {
        Terminal terminal =
                new Terminal(stream, stream, screen, Map.of("COLUMNS", "20"), new StopRequest());
        return StatusLine.start(terminal, Optional::empty);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void lineIsRewrittenInPlaceAndClearedAtTheEnd() {
        StatusLine line = line(false);
        line.show("1 packet");
        line.show("2 packets");
        line.end();
        line.show("too late");
        assertThat(written()).isEqualTo("\r\u001b[K1 packet\r\u001b[K2 packets\r\u001b[K");
    }

    @Test
    void lineIsCutBeforeItWraps() {
        line(false).show("0123456789".repeat(3));
        assertThat(written()).isEqualTo("\r\u001b[K0123456789012345678");
    }

    @Test
    void messagesAppearAboveTheLine() {
        StatusLine line = line(false);
        line.show("1 packet");
        line.above().print("message\n");
        line.above().print("another\n");
        line.show("2 packets");
        assertThat(written())
                .isEqualTo("\r\u001b[K1 packet\r\u001b[Kmessage\nanother\n\r\u001b[K2 packets");
    }

    @Test
    void isPrintedByItselfOnAScreenOnly() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Terminal screen = new Terminal(stream, stream, true, Map.of(), new StopRequest());
        StatusLine line =
                StatusLine.start(
                        screen,
                        () -> {
                            asked.countDown();
                            return Optional.empty();
                        });
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        line.end();
        assertThat(written()).isEmpty();
    }
}
