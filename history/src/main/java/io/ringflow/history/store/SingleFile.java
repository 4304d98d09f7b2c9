package io.ringflow.history.store;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Parquet file of all flows of a replay. A Parquet file has no end before its last row, so
 * batches become files of a hidden directory beside it, and one file at the end.
 */
final class SingleFile implements Delivery {

    private static final Pattern PART = Pattern.compile(".*-(\\d+)-\\d+\\.parquet");

    private final Path file;
    private final Path directory;
    private final PartDelivery parts;
    private boolean finished;

    private SingleFile(Path file, Path directory, PartDelivery parts) {
        this.file = file;
        this.directory = directory;
        this.parts = parts;
    }

    static SingleFile open(Path file, DeliveryContext context) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path directory =
                absolute.resolveSibling('.' + absolute.getFileName().toString() + ".parts");
        if (!context.restored() && !Files.exists(delivered(directory, context.queue()))) {
            DurableFiles.removeTree(directory);
        }
        return new SingleFile(
                absolute, directory, PartDelivery.open(directory, context.queue(), false));
    }

    private static Path delivered(Path directory, String queue) {
        return directory.resolve(Commit.HIDDEN).resolve(Commit.decision(queue));
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        parts.deliver(batch);
    }

    @Override
    public long lastDelivered() {
        return parts.lastDelivered();
    }

    /** Writes the file. */
    @Override
    public void finish() throws IOException {
        List<Path> files = list();
        Path hidden = directory.resolve(Commit.HIDDEN).resolve("whole");
        if (files.isEmpty()) {
            parts.writeEmpty(hidden);
        } else {
            parts.merge(files, hidden);
        }
        DurableFiles.sync(hidden);
        DurableFiles.move(hidden, file);
        finished = true;
    }

    private List<Path> list() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.parquet")) {
            stream.forEach(files::add);
        }
        files.sort(Comparator.comparingLong(SingleFile::first));
        return files;
    }

    private static long first(Path part) {
        Matcher matcher = PART.matcher(part.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    @Override
    public void close() throws IOException {
        parts.close();
        if (finished) {
            DurableFiles.removeTree(directory);
        }
    }
}
