package io.ringflow.cli;

import io.ringflow.job.FileExport;
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
 * The named pipes that exports go to, held open while the job runs. A named pipe can't be opened to
 * write before somebody reads it, and who waits for that can't be interrupted; so it is waited for
 * here, before the job reads anything. Owned by a command.
 */
final class OutputPipes implements AutoCloseable {

    private static final int KIND = 0170000;
    private static final int NAMED_PIPE = 0010000;
    private static final long SILENT_SECONDS = 1;

    private final List<FileChannel> open = new ArrayList<>();

    private OutputPipes() {}

    /** Waits until every named pipe has a reader. */
    static OutputPipes await(Terminal terminal, List<FileExport> exports) throws Exception {
        OutputPipes pipes = new OutputPipes();
        for (FileExport export : exports) {
            Path path = Path.of(export.path());
            if (isNamedPipe(path)) {
                pipes.open.add(opened(terminal, path));
            }
        }
        return pipes;
    }

    private static boolean isNamedPipe(Path path) throws IOException {
        return Files.exists(path)
                && ((int) Files.getAttribute(path, "unix:mode") & KIND) == NAMED_PIPE;
    }

    private static FileChannel opened(Terminal terminal, Path path) throws Exception {
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
        for (FileChannel pipe : open) {
            pipe.close();
        }
    }
}
