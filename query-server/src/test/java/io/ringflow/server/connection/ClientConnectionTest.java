package io.ringflow.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {

    private static final ConnectionLimits HOURS =
            ConnectionLimits.builder()
                    .answer(Duration.ofHours(1))
                    .stall(Duration.ofHours(9))
                    .build();

    /** So many bytes as a client must read in an hour. */
    private static final int HOURLY = 3600 * ConnectionLimits.ANSWER_BYTES_PER_SECOND;

    private static long inMinutes(long minutes) {
        return System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    }

    @Test
    void answerMayTakeAnHourMoreForWhatAnHourMustRead() throws IOException {
        try (Socket socket = new Socket()) {
            ClientConnection connection = new ClientConnection(socket);
            connection.answering();
            connection.writing();
            assertThat(connection.overdue(HOURS, inMinutes(30))).isEmpty();
            assertThat(connection.overdue(HOURS, inMinutes(90))).contains(CloseReason.WRITE);

            connection.written(HOURLY);
            connection.writing();
            assertThat(connection.overdue(HOURS, inMinutes(90))).isEmpty();
            assertThat(connection.overdue(HOURS, inMinutes(150))).contains(CloseReason.WRITE);
        }
    }
}
