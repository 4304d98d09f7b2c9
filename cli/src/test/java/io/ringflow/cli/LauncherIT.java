package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs bash and the distribution. Starts the launcher with all kinds of bad inputs, outputs and
 * signals. Independent processes run at the same time.
 */
class LauncherIT {

    private static final Path SAMPLE =
            Path.of("../deploy/src/main/dist/share/sample.pcap").toAbsolutePath().normalize();
    private static final int MANY_FLOWS = 3000;

    /**
     * Times of the packets of a capture with a few flows, in seconds. The first flow has ended by
     * its idle timeout at the third packet.
     */
    private static final long[] EPISODES = {0, 100, 200, 4000};

    @TempDir private Path directory;

    @BeforeEach
    void writeCaptures() throws IOException {
        Files.copy(SAMPLE, directory.resolve("sample.pcap"));
        UdpCapture.write(directory.resolve("many.pcap"), new long[MANY_FLOWS]);
        UdpCapture.write(directory.resolve("episodes.pcap"), EPISODES);
    }

    private Launched start(String name, String line) throws IOException {
        return Launched.start(directory, name, line);
    }

    private Path namedPipe(String name) throws Exception {
        Path pipe = directory.resolve(name);
        Command.run("mkfifo", pipe.toString());
        return pipe;
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("hsperf"))
                    .toList();
        }
    }

    @Test
    void replayReportsWhyStandardInputIsNotACapture() throws Exception {
        Launched closed = start("closed", "exec $ringflow replay - <&-");
        Launched empty = start("empty", "exec $ringflow replay - </dev/null");
        Launched terminal = start("terminal", "script -qec \"$ringflow replay -\" /dev/null");

        assertThat(closed.ends(2).err()).contains("standard input is closed; give a file");
        assertThat(empty.ends(2).err()).contains("standard input: not a capture file");
        assertThat(terminal.ends(2).out()).contains("standard input: is a terminal");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void replayNeedsNoAddressOfItsHost() throws Exception {
        assumeTrue(NetnsFixture.obstacle().isEmpty(), "skipped: " + NetnsFixture.obstacle());
        Launched nameless =
                start(
                        "nameless",
                        "exec unshare --uts bash -c 'hostname nowhere.invalid"
                                + " && exec $ringflow replay sample.pcap'");

        assertThat(nameless.ends(0).err()).contains("16 packets");
    }

    @Test
    void replayReadsEveryKindOfPipe() throws Exception {
        namedPipe("in");
        Launched pipes =
                start(
                        "pipes",
                        "cat sample.pcap >in & cat sample.pcap | gzip"
                                + " | $ringflow replay - in <(cat sample.pcap) --format ndjson");

        assertThat(pipes.ends(0).err()).contains("48 packets");
        assertThat(pipes.out().lines()).hasSize(3);
    }

    @Test
    void commandEndsQuietlyWhenReaderOfItsOutputIsGone() throws Exception {
        namedPipe("out");
        Launched flows =
                start(
                        "flows",
                        "$ringflow replay many.pcap --format csv | :; exit ${PIPESTATUS[0]}");
        Launched text = start("text", "$ringflow config defaults | :; exit ${PIPESTATUS[0]}");
        Launched pipe =
                start(
                        "pipe",
                        "head -n 1 out >first & $ringflow replay many.pcap -o out --format ndjson;"
                                + " exit $?");

        for (Launched launched : List.of(flows, text, pipe)) {
            assertThat(launched.ends(0).err()).isEmpty();
        }
        assertThat(Files.readAllLines(directory.resolve("first"))).hasSize(1);
    }

    @Test
    void commandReportsWhyOutputCannotBeWritten() throws Exception {
        Launched closed = start("closed", "exec $ringflow replay sample.pcap >&-");
        Launched stats =
                start("stats", "exec $ringflow replay sample.pcap -o x.csv --stats /dev/full");
        Launched text = start("text", "exec $ringflow config defaults >/dev/full");
        Launched mute = start("mute", "exec $ringflow config defaults 2>&-");

        assertThat(closed.ends(1).err()).contains("standard output is closed");
        assertThat(stats.ends(1).err())
                .contains("/dev/full: the counts can't be written: No space left on device");
        assertThat(text.ends(1).err())
                .contains("standard output: can't be written: No space left on device");
        assertThat(mute.ends(0).out()).contains("capture:");
    }

    @Test
    void exportEndsWithCompleteLineWhenDiskIsFull() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        Files.createDirectory(directory.resolve("disk"));
        Launched full =
                start(
                        "full",
                        "exec unshare -m bash -c 'mount -t tmpfs -o size=96k none disk"
                                + " && { $ringflow replay many.pcap -o disk/flows.ndjson"
                                + "; status=$?; cp disk/flows.ndjson .; exit $status; }'");

        assertThat(full.ends(1).err())
                .contains("disk/flows.ndjson: can't be written: No space left on device")
                .contains("Make room");
        String written = Files.readString(directory.resolve("flows.ndjson"));
        assertThat(written).endsWith("}\n");
        assertThat(written.length()).isGreaterThan(90_000);
    }

    @Test
    void replayShutsDownAtSignalInAnyState() throws Exception {
        namedPipe("in");
        namedPipe("unread");
        Launched silent =
                start(
                        "silent",
                        "exec 3<>in; head -c -30 episodes.pcap >&3"
                                + "; exec $ringflow replay in --format ndjson --stats silent.json");
        Launched unread =
                start("unread", "exec $ringflow replay sample.pcap -o unread --format csv");
        Launched starting = start("starting", "exec $ringflow replay sample.pcap");

        starting.await("handles signals", this::hasDirectory).signal("TERM").ends(0, 143);
        unread.awaitMessage("waiting for a reader").signal("TERM").ends(0);
        assertThat(unread.err()).contains("stopped before anything was read", "0 packets");
        stopsAfterFirstFlow(silent);
        Launched slow =
                start(
                        "slow",
                        "exec $ringflow replay episodes.pcap --speed 10 --format ndjson"
                                + " --stats slow.json");
        stopsAfterFirstFlow(slow);
        assertThat(silent.err()).contains("3 packets", "3 flows");
        assertThat(silent.out().lines()).hasSize(3);
        long flows = slow.out().lines().count();
        assertThat(slow.err()).contains(flows + " packets", flows + " flows");
        assertThat(directory.resolve("silent.json")).content().contains("\"packets\":3");
        assertThat(temporaryFiles()).isEmpty();
    }

    private static void stopsAfterFirstFlow(Launched replay) throws Exception {
        replay.await("first flow", () -> replay.out().contains("\n"));
        replay.signal("TERM").ends(0);
        assertThat(replay.err()).contains("stopped before the end of the files");
        assertThat(replay.out()).contains("idle-timeout", "forced-end");
    }

    private boolean hasDirectory() {
        try {
            return !temporaryFiles().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void replayEndsAtSignalAlthoughItsOutputIsStuck() throws Exception {
        namedPipe("one");
        namedPipe("two");
        Launched once = start("once", "exec $ringflow replay many.pcap --format ndjson >one");
        Launched twice = start("twice", "exec $ringflow replay many.pcap --format ndjson >two");

        try (BufferedReader one = Files.newBufferedReader(directory.resolve("one"));
                BufferedReader two = Files.newBufferedReader(directory.resolve("two"))) {
            assertThat(one.readLine()).startsWith("{");
            assertThat(two.readLine()).startsWith("{");
            once.signal("TERM");
            twice.signal("TERM").awaitMessage("stopped before the end").signal("TERM").ends(143);
            assertThat(once.ends(1).err()).contains("stopping took too long");
        }
    }

    @Test
    void secondServerIsRefusedAndNextStartCleansUpAfterKilledOne() throws Exception {
        int port = freePort();
        String line =
                "exec $ringflow replay sample.pcap --serve -o /dev/null --format csv -Dquery.port="
                        + port
                        + " -Dflink.rest.port="
                        + freePort();
        Launched one = start("one", line);
        Launched two = start("two", line);
        Launched serving = Launched.first(List.of(one, two), LauncherIT::serves);
        Launched refused = serving == one ? two : one;
        assertThat(refused.ends(1).err())
                .contains("127.0.0.1:" + port)
                .contains("the port is taken");

        List<Path> files = temporaryFiles();
        assertThat(files).hasSize(1);
        assertThat(files.get(0).getFileName().toString()).startsWith("ringflow-" + serving.pid());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
                .isEqualTo("rwx------");
        serving.signal("KILL").ends(137);
        Path own = Files.createDirectory(files.get(0).resolveSibling("ringflow-999999999-mine"));
        start("next", "exec $ringflow replay sample.pcap").ends(0);
        assertThat(temporaryFiles()).as("the user's directory only").containsExactly(own);
    }

    private static boolean serves(Launched launched) {
        return launched.err().contains("Flink web UI at");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void runWithoutTheRightToCaptureEndsWithThree() throws Exception {
        // Root is left everything but this one capability; other users don't have it anyway.
        Launched run =
                start(
                        "run",
                        "[ $(id -u) != 0 ] || drop='setpriv --bounding-set -net_raw"
                                + " --inh-caps -net_raw'; exec $drop $ringflow run -i lo"
                                + " -Dstate.dir= -Dquery.port=0 -Dflink.rest.port=0");

        assertThat(run.ends(3).err()).contains("CAP_NET_RAW");
    }

    @Test
    void processIsKilledWhenItsHeapIsFull() throws Exception {
        Launched small =
                start(
                        "small",
                        "RINGFLOW_JAVA_OPTS=\"$RINGFLOW_JAVA_OPTS -Xmx16m -XX:MaxDirectMemorySize=64m\""
                                + "; exec $ringflow replay many.pcap -o x.csv");

        assertThat(small.endsWithAnyMessage(137).err()).contains("java.lang.OutOfMemoryError");
        assertThat(small.out()).isEmpty();
    }
}
