package io.ringflow.job.export.ipfix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps the messages in memory, and fails on request. */
final class CollectedTransport implements Transport {

    final List<byte[]> messages = new ArrayList<>();
    int failAfter = Integer.MAX_VALUE;
    private final boolean reliable;
    private final int limit;

    CollectedTransport(boolean reliable, int limit) {
        this.reliable = reliable;
        this.limit = limit;
    }

    @Override
    public void send(ByteBuffer message) throws IOException {
        if (messages.size() >= failAfter) {
            throw new IOException("refused");
        }
        byte[] copy = new byte[message.limit()];
        message.get(0, copy);
        messages.add(copy);
    }

    /** What a collector reads in the messages. */
    CollectedMessages read() {
        CollectedMessages collected = new CollectedMessages();
        messages.forEach(collected::read);
        return collected;
    }

    @Override
    public boolean reliable() {
        return reliable;
    }

    @Override
    public int messageLimit() {
        return limit;
    }

    @Override
    public void close() {}
}
