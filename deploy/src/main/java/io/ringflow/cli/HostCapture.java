package io.ringflow.cli;

import io.ringflow.capture.LiveCapture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the commands ask of capture-source: the one place where they meet. */
final class HostCapture {

    private HostCapture() {}

    /** Makes sure that a file is a capture; fails with a message for people. */
    static void checkFile(String path) {
        Path file = Path.of(path);
        if (path.equals("-")) {
            return;
        }
        if (!Files.exists(file)) {
            throw CommandFailure.wrong(path + ": no such file; give a pcap or pcapng file");
        }
        if (Files.isDirectory(file)) {
            throw CommandFailure.wrong(path + ": is a directory; give a pcap or pcapng file");
        }
        try (var in = Files.newInputStream(file)) {
            if (in.read() < 0) {
                throw CommandFailure.wrong(path + ": no capture file; it is empty");
            }
        } catch (IOException e) {
            throw CommandFailure.wrong(path + ": can't be read; check its permissions");
        }
    }

    /** Makes sure that this process may capture, and that the interfaces exist. */
    static void checkLive(LiveCapture capture) {
        // To wire: InterfaceSelection of the capture's names, then CapturePermission.check().
    }

    /** The interfaces that will be captured, for people. */
    static String describe(LiveCapture capture) {
        return String.join(", ", capture.interfaces()); // To wire: the names selected.
    }

    /** Prints the host's interfaces. */
    static void printInterfaces(PrintStream out) {
        // To wire: Interfaces.list().
        out.println("name");
    }

    /** Whether a failure's message was written for people. */
    static boolean isForPeople(Throwable failure) {
        return false; // To wire: CaptureException.
    }

    /** The exit status of such a failure. */
    static int status(Throwable failure) {
        return ExitStatus.WRONG; // To wire: NotPermittedException is 3.
    }
}
