package io.ringflow.capture.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * An uncompressed file that can be closed for a while: it is opened again, at the same position,
 * when it is used next. Not thread-safe.
 */
final class PlainFile implements SeekableByteChannel {

    private final Path path;
    private FileChannel channel;
    private long position;
    private boolean closed;

    /** Takes over an open channel of the file. */
    PlainFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Closes the file until it is used next. */
    void suspend() throws IOException {
        if (channel != null) {
            position = channel.position();
            channel.close();
            channel = null;
        }
    }

    private FileChannel channel() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel == null) {
            channel = FileChannel.open(path).position(position);
        }
        return channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel().read(target);
    }

    @Override
    public long position() throws IOException {
        return channel().position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        channel().position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel().size();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
