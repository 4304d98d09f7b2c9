package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the distribution's {@code run}, one process after the other, on the same directories and on
 * one end of a veth pair, and sends packets from the other end. Needs root; without it, the test is
 * skipped. Checkpoints are taken every second.
 */
final class RunOnLink implements AutoCloseable {

    /** The flows of each batch of packets. */
    static final int FLOWS = 10;

    /** The packets of a batch. */
    static final int BATCH = 1_000;

    private static final int FRAME = 100;
    private static final Pattern REST = Pattern.compile("REST at (http://\\S+)/api/v1/flows");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final String settings;
    private final NetnsFixture link;
    private final PacketSender sender;
    private Launched process;
    private String address;
    private int starts;

    /**
     * Creates the veth pair; nothing runs yet.
     *
     * @param directory where the processes run; the state is in its folder {@code state}
     * @param settings options of every process
     */
    RunOnLink(Path directory, String settings) {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        this.directory = directory;
        this.settings = settings;
        link = NetnsFixture.create();
        sender = link.sender();
    }

    /** The directory in which the state is kept. */
    Path state() {
        return directory.resolve("state");
    }

    /** Starts a process that may refuse to run. */
    Launched launch(String options) throws IOException {
        starts++;
        return Launched.start(
                directory,
                "run-" + starts,
                "exec $ringflow run -i "
                        + link.receiver()
                        + " -Dquery.port=0 -Dflink.rest.port=0"
                        + " -Dflink.execution.checkpointing.interval=1s"
                        + " -Dflink.execution.checkpointing.min-pause=0 -Dstate.dir="
                        + state()
                        + " "
                        + settings
                        + " "
                        + options);
    }

    /** Starts a process and waits until it answers. */
    void start(String options) throws IOException {
        process = launch(options).awaitMessage("REST at ");
        Matcher matcher = REST.matcher(process.err());
        assertThat(matcher.find()).isTrue();
        address = matcher.group(1);
    }

    /** The process that runs now, or ran last. */
    Launched process() {
        return process;
    }

    /** Asks the process to stop, and waits until it has. */
    void stop() throws Exception {
        process.signal("TERM").ends(0);
        process = null;
    }

    /** Waits until a packet socket is bound to the interface. */
    void awaitCapture() {
        process.await("captures", this::isCapturing);
    }

    private boolean isCapturing() {
        try {
            String index =
                    Files.readString(Path.of("/sys/class/net", link.receiver(), "ifindex")).strip();
            Path sockets = Path.of("/proc", String.valueOf(process.pid()), "net/packet");
            return Files.readAllLines(sockets).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(columns -> columns.length > 5 && columns[4].equals(index));
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a batch of packets, whether or not a process captures them. */
    void send() {
        sender.send(TestFrames.numbered(FLOWS, FRAME, FLOWS), BATCH);
    }

    /** Asks the process; returns the answer. */
    JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Asks the process until the answer is as expected; returns that answer. */
    JsonNode await(String path, Predicate<JsonNode> expected) throws Exception {
        JsonNode[] answer = {get(path)};
        process.await(
                path,
                () -> {
                    try {
                        Thread.sleep(100); // below the rate limit
                        answer[0] = get(path);
                        return expected.test(answer[0]);
                    } catch (Exception e) {
                        throw new AssertionError(path + ": " + answer[0], e);
                    }
                });
        return answer[0];
    }

    @Override
    public void close() throws IOException {
        client.close();
        if (process != null) {
            process.kill();
        }
        sender.close();
        link.close();
    }
}
