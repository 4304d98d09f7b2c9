package io.ringflow.cli.job;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.bpf.BpfCompiler;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.file.CaptureFiles;
import io.ringflow.capture.host.CapturePermission;
import io.ringflow.capture.host.HostName;
import io.ringflow.capture.host.InterfaceSelection;
import io.ringflow.capture.host.Interfaces;
import io.ringflow.capture.host.NetworkInterfaceInfo;
import io.ringflow.capture.source.LiveDrain;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Everything that the commands use of the module capture-source. */
public final class HostCapture {

    private static final int WHOLE_PACKET = 262_144;

    private HostCapture() {}

    /**
     * Checks that files are captures.
     *
     * @param growing whether a file may be too short to be a capture yet
     * @throws CommandFailure if one is not
     */
    public static void checkFiles(List<String> paths, boolean growing) {
        try {
            CaptureFiles.check(paths, growing);
        } catch (CaptureException e) {
            throw CommandFailure.wrong(e.getMessage() + "; give a pcap or pcapng file");
        }
    }

    /** Returns each file once, although a file may be given several times, by several names. */
    public static List<String> distinctFiles(List<String> paths) {
        return CaptureFiles.distinct(paths);
    }

    /** Checks that the interfaces exist, the filter compiles and this process may capture. */
    public static void checkLive(LiveCapture capture) {
        InterfaceSelection.of(capture).resolve();
        checkFilter(capture.filter());
        CapturePermission.check();
    }

    /** Returns why this process may not capture, or empty if it may. */
    public static Optional<String> permissionProblem() {
        try {
            CapturePermission.check();
            return Optional.empty();
        } catch (NotPermittedException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Returns the host name shown with this host's captures. */
    public static String hostName() {
        return HostName.get();
    }

    /** Checks that a filter compiles for Ethernet, which stands for all link types. */
    public static void checkFilter(String filter) {
        if (!filter.isBlank()) {
            var unused = BpfCompiler.compile(filter, LinkTypes.ETHERNET, WHOLE_PACKET);
        }
    }

    /** Returns the names of the interfaces that will be captured. */
    public static String describe(LiveCapture capture) {
        return String.join(", ", present(capture));
    }

    /** Returns the names of the interfaces that are selected and there. */
    public static List<String> present(LiveCapture capture) {
        return List.copyOf(InterfaceSelection.of(capture).present());
    }

    /**
     * Ends the captures of a job in this process, and waits until its tasks have taken everything
     * that was captured.
     *
     * @return false if the time is up
     */
    public static boolean endCaptures(String job, Duration limit) throws InterruptedException {
        return LiveDrain.endCaptures(job, limit);
    }

    /**
     * Prints the host's interfaces.
     *
     * @param width maximum characters per line; 0 for no limit
     */
    public static void printInterfaces(PrintStream out, int width) {
        List<String> titles = List.of("", "NAME", "STATE", "LINK", "SPEED", "ADDRESSES");
        TextTable table = new TextTable(titles, Collections.nCopies(titles.size(), Side.LEFT));
        for (NetworkInterfaceInfo info : Interfaces.list()) {
            OptionalInt speed = info.speedMbits();
            table.add(
                    List.of(
                            info.defaultRoute() ? "*" : "",
                            info.name(),
                            info.up() ? "up" : "down",
                            info.linkTypeName(),
                            speed.isPresent() ? speed.getAsInt() + " Mbit/s" : "-",
                            String.join(" ", info.addresses())));
        }
        table.lines(width).forEach(line -> out.print(line + '\n'));
    }

    /** Returns true if the failure's message was written for people. */
    public static boolean isForPeople(Throwable failure) {
        return failure instanceof CaptureException;
    }

    /** Returns the exit status for such a failure. */
    public static int status(Throwable failure) {
        return failure instanceof NotPermittedException
                ? ExitStatus.NOT_PERMITTED
                : ExitStatus.WRONG;
    }
}
