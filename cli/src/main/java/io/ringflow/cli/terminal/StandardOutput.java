package io.ringflow.cli.terminal;

import io.ringflow.model.text.IoReason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** The process's standard output, which remembers why a write failed. Thread-safe. */
public final class StandardOutput extends OutputStream {

    private static final int BUFFER = 8192;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private IOException failure;

    /** Returns a print stream that writes to this stream and hides failures. */
    public PrintStream printStream() {
        return new PrintStream(
                new java.io.BufferedOutputStream(this, BUFFER), false, System.out.charset());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Returns why output is lost, or empty if none is or the reader of the pipe has gone. */
    public synchronized Optional<String> problem() {
        if (failure == null || IoReason.isBrokenPipe(failure)) {
            return Optional.empty();
        }
        String reason = IoReason.of(failure);
        return Optional.of(
                reason.equals(IoReason.CLOSED)
                        ? "standard output is closed, so the output is lost; redirect it to a file"
                        : "standard output: can't be written: " + reason);
    }
}
