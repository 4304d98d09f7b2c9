package io.ringflow.job.export.file;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One file that grows. Goes on at its position, which is its length. A live capture never
 * overwrites a file that exists; a replay does when it starts.
 */
final class GrowingFile implements Delivery {

    private final FileTarget target;
    private final DeliveryContext context;
    private final long lost;
    private OutputFile file;
    private long records;

    private GrowingFile(
            FileTarget target, DeliveryContext context, OutputFile file, long records, long lost) {
        this.target = target;
        this.context = context;
        this.file = file;
        this.records = records;
        this.lost = lost;
    }

    static GrowingFile open(FileTarget target, DeliveryContext context) throws IOException {
        FilePosition position = FilePosition.from(context.position(), context.host());
        boolean started = context.position().length > 0;
        if (target.isStandardOutput()) {
            if (started && context.restored() && !context.live()) {
                throw new ExportException(
                        "can't truncate the standard output to its length before the failure;"
                                + " export to a file instead");
            }
            OutputFile output = OutputFile.standardOutput(target.form(), position.length());
            return new GrowingFile(target, context, output, position.records(), 0).begin(!started);
        }
        Path path = Path.of(target.path());
        if (OutputFile.isSpecial(path)) {
            OutputFile output = OutputFile.special(path, target.form(), position.length());
            return new GrowingFile(target, context, output, position.records(), 0).begin(!started);
        }
        return started ? resume(target, context, path, position) : start(target, context, path, 0);
    }

    /** Goes on in the file as a checkpoint has seen it. */
    private static GrowingFile resume(
            FileTarget target, DeliveryContext context, Path path, FilePosition position)
            throws IOException {
        boolean here = position.host().equals(context.host());
        if (here && Files.exists(path) && Files.size(path) >= position.length()) {
            OutputFile output = OutputFile.regular(path, target.form(), position.length());
            return new GrowingFile(target, context, output, position.records(), 0);
        }
        long kept = here ? DamagedFile.setAside(path, target.form()) : 0;
        return start(target, context, path, here ? position.records() - kept : 0);
    }

    /**
     * Starts the file, or goes on at the end of one that another job has written. A log that was
     * closed by its last line starts again with a header.
     */
    private static GrowingFile start(
            FileTarget target, DeliveryContext context, Path path, long lost) throws IOException {
        long length = context.live() ? DamagedFile.completeLength(path, target.form()) : 0;
        OutputFile output = OutputFile.regular(path, target.form(), length);
        return new GrowingFile(target, context, output, 0, Math.max(0, lost))
                .begin(length == 0 || target.form().footer().length > 0);
    }

    private GrowingFile begin(boolean withHeader) throws IOException {
        if (withHeader) {
            try {
                file.append(target.form().header());
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
        return this;
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        try {
            for (Chunk chunk : batch) {
                file.append(chunk.bytes());
                records += chunk.records();
            }
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    @Override
    public byte[] position() {
        return new FilePosition(context.host(), 0, file.length(), records, List.of(), List.of())
                .toBytes();
    }

    /**
     * Forces a live export to disk, so that a crash of the machine takes little. A file that was
     * moved away, as by logrotate, is followed by a new one.
     */
    @Override
    public void idle() throws IOException {
        if (!context.live()) {
            return;
        }
        try {
            file.force();
            if (!file.isInPlace()) {
                file.close();
                file = start(target, context, Path.of(target.path()), 0).file;
                records = 0;
            }
        } catch (IOException e) {
            throw FileFailure.of(target, e, true);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            file.append(target.form().footer());
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
