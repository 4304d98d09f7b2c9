package io.ringflow.job.export.file;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Part files in a directory, one after the other. A part is hidden until it is complete and a
 * checkpoint contains it, so whoever reads a visible part reads each record once.
 */
final class PartFiles implements Delivery {

    private static final String IN_PROGRESS = ".inprogress";

    private final FileTarget target;
    private final Roll roll;
    private final DeliveryContext context;
    private final List<Long> complete;
    private final List<LeftPart> left;
    private long number;
    private long records;
    private long lost;

    /** The part that grows; null before its first chunk. */
    private OutputFile part;

    private long startedNanos;

    private PartFiles(FileTarget target, DeliveryContext context, FilePosition position) {
        this.target = target;
        this.roll = target.roll();
        this.context = context;
        this.complete = new ArrayList<>(position.complete());
        this.left = new ArrayList<>(position.left());
        this.number = position.part();
        this.records = position.records();
    }

    static PartFiles open(FileTarget target, DeliveryContext context) throws IOException {
        FilePosition position = FilePosition.from(context.position(), context.host());
        Files.createDirectories(Path.of(target.path()));
        PartFiles files = new PartFiles(target, context, position);
        if (!position.host().equals(context.host())) {
            files.leave(position);
        } else if (position.length() > 0) {
            files.resume(position);
        }
        for (LeftPart leftPart : List.copyOf(files.left)) {
            files.publish(leftPart);
        }
        return files;
    }

    /** The queue has moved from another host, where its parts are. */
    private void leave(FilePosition position) {
        complete.forEach(done -> left.add(new LeftPart(position.host(), done, LeftPart.WHOLE)));
        complete.clear();
        if (position.length() > 0) {
            left.add(new LeftPart(position.host(), number, position.length()));
        }
        next();
    }

    /**
     * Publishes what the checkpoint has of a part if this host reaches it: because hosts share the
     * directory, or the queue is back on the host. A task that was cut off may still append to the
     * part, so it is copied.
     */
    private void publish(LeftPart leftPart) throws IOException {
        Path visible = directory().resolve(name(leftPart.host(), leftPart.number()));
        Path hidden = directory().resolve(hiddenName(visible));
        if (!Files.exists(visible)) {
            if (!Files.exists(hidden)) {
                if (leftPart.host().equals(context.host())) {
                    left.remove(leftPart);
                }
                return;
            }
            if (leftPart.length() == LeftPart.WHOLE) {
                Files.move(hidden, visible, StandardCopyOption.ATOMIC_MOVE);
            } else {
                publishStart(hidden, leftPart.length(), visible);
            }
            OutputFile.forceNames(directory());
        }
        left.remove(leftPart);
    }

    private void publishStart(Path hidden, long length, Path visible) throws IOException {
        Path copy = hidden.resolveSibling(hidden.getFileName() + ".copy");
        Files.copy(hidden, copy, StandardCopyOption.REPLACE_EXISTING);
        try (OutputFile start = OutputFile.regular(copy, target.form(), length)) {
            start.append(target.form().footer());
            start.force();
        }
        Files.move(copy, visible, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(hidden);
    }

    private void resume(FilePosition position) throws IOException {
        if (Files.exists(visible(number))) {
            // Another host has published it meanwhile.
            next();
            return;
        }
        Path hidden = hidden(number);
        if (Files.exists(hidden) && Files.size(hidden) >= position.length()) {
            part = OutputFile.regular(hidden, target.form(), position.length());
            startedNanos = System.nanoTime();
            return;
        }
        lost = Math.max(0, records - DamagedFile.setAside(hidden, target.form()));
        next();
    }

    private void next() {
        number++;
        records = 0;
    }

    private String name(String host, long partNumber) {
        return target.form()
                .fileName(
                        String.format(
                                Locale.ROOT,
                                "%s-%s-%06d",
                                host.replace('/', '_'),
                                context.queue(),
                                partNumber));
    }

    private Path directory() {
        return Path.of(target.path());
    }

    private Path hidden(long partNumber) {
        return directory().resolve(hiddenName(visible(partNumber)));
    }

    private static String hiddenName(Path visible) {
        return "." + visible.getFileName() + IN_PROGRESS;
    }

    private Path visible(long partNumber) {
        return directory().resolve(name(context.host(), partNumber));
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        try {
            for (Chunk chunk : batch) {
                start();
                part.append(chunk.bytes());
                records += chunk.records();
                if (part.length() >= roll.size()) {
                    complete();
                }
            }
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    private void start() throws IOException {
        if (part == null) {
            part = OutputFile.regular(hidden(number), target.form(), 0);
            startedNanos = System.nanoTime();
            part.append(target.form().header());
        }
    }

    private void complete() throws IOException {
        part.append(target.form().footer());
        part.force();
        part.close();
        part = null;
        complete.add(number);
        next();
    }

    @Override
    public byte[] position() {
        long length = part == null ? 0 : part.length();
        return new FilePosition(
                        context.host(),
                        number,
                        length,
                        records,
                        List.copyOf(complete),
                        List.copyOf(left))
                .toBytes();
    }

    @Override
    public void checkpointed(byte[] position) throws IOException {
        FilePosition covered = FilePosition.from(position, context.host());
        try {
            boolean renamed = false;
            for (long partNumber : covered.complete()) {
                renamed |= covered.host().equals(context.host()) && publish(partNumber);
            }
            if (renamed) {
                OutputFile.forceNames(directory());
            }
            complete.removeIf(done -> covered.complete().contains(done) && isPublished(done));
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    /** Gives a part its name. Returns false if it has it already, or is out of reach for now. */
    private boolean publish(long partNumber) throws IOException {
        if (!Files.exists(hidden(partNumber))) {
            return false;
        }
        Files.move(hidden(partNumber), visible(partNumber), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Others may have moved a published part. A directory that can't be written hides it. */
    private boolean isPublished(long partNumber) {
        return Files.exists(visible(partNumber))
                || (!Files.exists(hidden(partNumber)) && Files.isWritable(directory()));
    }

    @Override
    public void idle() throws IOException {
        if (part == null) {
            return;
        }
        try {
            if (System.nanoTime() - startedNanos >= roll.interval().toNanos()) {
                complete();
            } else if (context.live()) {
                part.force();
            }
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            if (part != null) {
                complete();
            }
        } catch (IOException e) {
            throw FileFailure.of(target, e, context.live());
        }
    }

    @Override
    public void close() throws IOException {
        if (part != null) {
            part.close();
        }
    }
}
