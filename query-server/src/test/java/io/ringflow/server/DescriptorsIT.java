package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Command;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opens 400 connections to a process that may open only 230 files. */
class DescriptorsIT {

    private static final int CONNECTIONS = 400;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final List<RawClient> clients = new ArrayList<>();
    private Process process;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Command.assumeInstalled("bash", "bash");
        process =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -n 230; exec \"$@\"",
                                "bash",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServedProcess.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = out.readLine();
        }
        assertThat(line).as("the process has started").isNotNull();
        port = Integer.parseInt(line.substring("port ".length()));
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        process.destroyForcibly();
    }

    private String ask() {
        try (RawClient client = new RawClient(port)) {
            return client.send(HEALTH).readSome();
        }
    }

    @Test
    void keepsServingIfConnectionsExceedDescriptors() {
        assertThat(ask()).startsWith("HTTP/1.1 200 ");
        int served = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            RawClient client = new RawClient(port);
            clients.add(client);
            served += client.send(HEALTH).readSome().startsWith("HTTP/1.1 200 ") ? 1 : 0;
        }
        assertThat(served).as("new connections while old ones stay open").isEqualTo(CONNECTIONS);
        assertThat(clients.getFirst().readAll()).as("the first was replaced").isEmpty();
        assertThat(ask()).startsWith("HTTP/1.1 200 ");

        clients.forEach(RawClient::close);
        for (int i = 0; i < CONNECTIONS; i++) {
            assertThat(ask()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(process.isAlive()).isTrue();
    }
}
