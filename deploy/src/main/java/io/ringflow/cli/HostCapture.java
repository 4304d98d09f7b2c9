package io.ringflow.cli;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.file.CaptureFiles;
import java.io.PrintStream;

/** What the commands ask of capture-source: the one place where they meet. */
final class HostCapture {

    private HostCapture() {}

    /** Makes sure that a file is a capture; fails with a message for people. */
    static void checkFile(String path) {
        try {
            CaptureFiles.check(path);
        } catch (CaptureException e) {
            throw CommandFailure.wrong(e.getMessage() + "; give a pcap or pcapng file");
        }
    }

    /** Makes sure that the interfaces exist, and that this process may capture. */
    static void checkLive(LiveCapture capture) {
        // To wire: InterfaceSelection.of(capture).resolve(); CapturePermission.check();
        if (capture.interfaces().isEmpty()) {
            throw CommandFailure.wrong("no interface to capture");
        }
    }

    /** The interfaces that will be captured, for people. */
    static String describe(LiveCapture capture) {
        // To wire: String.join(", ", InterfaceSelection.of(capture).resolve()).
        return String.join(", ", capture.interfaces());
    }

    /** Prints the host's interfaces. */
    static void printInterfaces(PrintStream out) {
        // To wire: InterfaceTable.print(Interfaces.list(), out).
        out.println("NAME");
    }

    /** Whether a failure's message was written for people. */
    static boolean isForPeople(Throwable failure) {
        return failure instanceof CaptureException;
    }

    /** The exit status of such a failure. */
    static int status(Throwable failure) {
        // To wire: failure instanceof NotPermittedException is 3.
        return failure instanceof CaptureException ? ExitStatus.WRONG : ExitStatus.FAILED;
    }
}
