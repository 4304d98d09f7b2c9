package io.ringflow.cli.job;

import io.ringflow.cli.terminal.Terminal;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The named pipes that exports write to, held open while the job runs. Opening a named pipe for
 * writing blocks, without responding to interrupts, until another process opens it for reading. So
 * a command waits here, before the job reads anything. Owned and closed by the command.
 */
public final class OutputPipes implements AutoCloseable {

    private static final int KIND = 0170000;
    private static final int NAMED_PIPE = 0010000;
    private static final long SILENT_SECONDS = 1;

    private final List<FileChannel> channels = new ArrayList<>();

    private OutputPipes() {}

    /** Opens every named pipe, waiting until it has a reader. */
    public static OutputPipes await(Terminal terminal, List<Export> exports) throws Exception {
        OutputPipes pipes = new OutputPipes();
        for (Export export : exports) {
            if (export.target() instanceof FileTarget file && isNamedPipe(Path.of(file.path()))) {
                pipes.channels.add(open(terminal, Path.of(file.path())));
            }
        }
        return pipes;
    }

    private static boolean isNamedPipe(Path path) throws IOException {
        return Files.exists(path)
                && ((int) Files.getAttribute(path, "unix:mode") & KIND) == NAMED_PIPE;
    }

    private static FileChannel open(Terminal terminal, Path path) throws Exception {
        CompletableFuture<FileChannel> opened = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("open " + path)
                .start(
                        () -> {
                            try {
                                opened.complete(FileChannel.open(path, StandardOpenOption.WRITE));
                            } catch (IOException e) {
                                opened.completeExceptionally(e);
                            }
                        });
        try {
            return opened.get(SILENT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            terminal.say(path + ": waiting for a reader");
            return opened.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }
}
