package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Flow;
import io.ringflow.model.state.StateException;
import io.ringflow.server.FakeFlowState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Query commands whose output is long, watched or ends early. */
@Execution(ExecutionMode.SAME_THREAD)
class QueryStreamsIT {

    private final QueryCommands commands = new QueryCommands();

    @AfterEach
    void stop() {
        commands.close();
    }

    @Test
    void flowsCopiesAllMatchesAsLinesWithoutLimit() {
        assertThat(commands.run("flows", "--format", "ndjson", "--state", "active")).isZero();
        assertThat(commands.lines()).hasSize(125).allMatch(line -> line.startsWith("{\"id\":\""));
        assertThat(commands.messages()).isEmpty();
        assertThat(commands.run("flows", "--format=csv", "--limit=2", "--fields=bytes")).isZero();
        assertThat(commands.lines()).containsExactly("bytes", "25000", "24900");
        assertThat(commands.run("flows", "--format=json", "--limit=1", "--fields=bytes")).isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "{\"flows\":[{\"bytes\":25000}],\"total\":250,"
                                + "\"watermark\":\"2026-01-01T00:00:05.000000000Z\","
                                + "\"coverage\":{\"to\":\"2026-01-01T00:00:05.000000000Z\","
                                + "\"complete\":true},"
                                + "\"cursor\":\"after.1\"}");
    }

    @Test
    void flowsEndsQuietlyWhenReaderOfItsOutputIsGone() {
        CountDownLatch refused = new CountDownLatch(1);
        commands.state.scan =
                Optional.of(
                        receiver -> {
                            Flow flow = FakeFlowState.flow(1);
                            while (receiver.accept(flow)) {
                                // until the client is gone
                            }
                            refused.countDown();
                        });
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        PrintStream pipe = new PrintStream(closed, true, StandardCharsets.UTF_8);
        assertThat(commands.run(pipe, "flows", "--format", "ndjson")).isZero();
        assertThat(commands.messages()).isEmpty();
        assertThat(await(refused)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void flowsFailsWhenServerBreaksOffAnswer() {
        commands.state.scan =
                Optional.of(
                        receiver -> {
                            for (int i = 1; i < 1000; i++) {
                                receiver.accept(FakeFlowState.flow(i));
                            }
                            throw new StateException(StateException.Reason.TIMEOUT, "too slow");
                        });
        assertThat(commands.run("flows", "--format=ndjson")).isEqualTo(1);
        assertThat(commands.messages()).contains("broke off its answer, so it is not complete");
    }

    /** Stops the command when a text has been printed for the second time. */
    private final class StopAtSecond extends ByteArrayOutputStream {

        private final String text;

        StopAtSecond(String text) {
            this.text = text;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            String all = toString(StandardCharsets.UTF_8);
            if (all.indexOf(text) != all.lastIndexOf(text)) {
                commands.stop.request();
            }
        }
    }

    @Test
    void topWatchesUntilStopped() {
        StopAtSecond watched = new StopAtSecond("SRCADDR");
        PrintStream output = new PrintStream(watched, true, StandardCharsets.UTF_8);
        assertThat(commands.run(output, "top", "srcAddr", "--watch")).isZero();
        String block =
                """
                the last 1m up to 2026-01-01T00:00:05.000000000Z
                SRCADDR         RATE  PACKETS/S  BYTES  PACKETS  FLOWS   SHARE
                10.0.0.1  418 kbit/s        523  3.14M    31.4k    250  100.0%

                """;
        assertThat(watched.toString(StandardCharsets.UTF_8)).isEqualTo(block + block);
        assertThat(commands.messages()).isEmpty();
    }

    @Test
    void flowsWatchesPageOfLines() {
        StopAtSecond watched = new StopAtSecond("bytes\n25000\n24900\n\n");
        PrintStream output = new PrintStream(watched, true, StandardCharsets.UTF_8);
        String[] command = {"flows", "--watch", "--format=csv", "--limit=2", "--fields=bytes"};
        assertThat(commands.run(output, command)).isZero();
        assertThat(watched.toString(StandardCharsets.UTF_8))
                .isEqualTo("bytes\n25000\n24900\n\n".repeat(2));
    }

    @Test
    void flowsStopsQuietlyInTheMiddleOfList() {
        commands.state.scan =
                Optional.of(
                        receiver -> {
                            for (int i = 1; receiver.accept(FakeFlowState.flow(i)); i++) {
                                if (i == 10_000) {
                                    commands.stop.request();
                                }
                            }
                        });
        assertThat(commands.run("flows", "--format=ndjson")).isZero();
        assertThat(commands.messages()).isEmpty();
    }
}
