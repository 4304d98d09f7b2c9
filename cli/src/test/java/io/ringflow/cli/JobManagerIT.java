package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the distribution. Starts a JobManager that starts the job itself; no task can run. */
class JobManagerIT {

    private static final Pattern REST = Pattern.compile("Flink web UI at (http://\\S+)");

    private static final String FREE_PORTS =
            " -Dflink.rest.port=0 -Dflink.jobmanager.rpc.port=0 -Dflink.blob.server.port=0"
                    + " -Dflink.metrics.internal.query-service.port=0";

    @TempDir private Path directory;

    @Test
    void jobManagerStartsTheJobItself() throws Exception {
        Launched manager =
                Launched.start(
                        directory,
                        "manager",
                        "export HOME=$PWD; exec $ringflow jobmanager --job" + FREE_PORTS);
        try (HttpClient client = HttpClient.newHttpClient()) {
            manager.awaitMessage("Flink web UI at");
            Matcher rest = REST.matcher(manager.err());
            assertThat(rest.find()).isTrue();
            HttpRequest jobs =
                    HttpRequest.newBuilder(URI.create(rest.group(1) + "/jobs/overview")).build();
            String answer =
                    Waiting.untilPresent(
                            manager::toString,
                            () ->
                                    Optional.of(client.send(jobs, BodyHandlers.ofString()).body())
                                            .filter(body -> body.contains("\"jid\"")));
            assertThat(answer).contains("\"name\":\"ringflow\"");
        } finally {
            manager.signal("KILL").endsWithAnyMessage(137);
        }
    }
}
