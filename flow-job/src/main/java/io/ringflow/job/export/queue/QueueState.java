package io.ringflow.job.export.queue;

import io.ringflow.capture.serial.FormatVersion;
import io.ringflow.job.export.Chunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint contains of a queue: nothing that was added before the checkpoint is missing
 * from the target at its position and the chunks together.
 *
 * @param id identity of the queue
 * @param nextNumber number of the next chunk
 * @param position the delivery's position
 * @param counts what was counted
 * @param chunks what was not delivered, in order
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record QueueState(
        String id, long nextNumber, byte[] position, ExportCounts counts, List<Chunk> chunks) {

    private static final int VERSION = 1;

    /** Serializes the state, in a form that later versions read. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeUTF(id);
            out.writeLong(nextNumber);
            writeBytes(position, out);
            out.writeLong(counts.delivered());
            out.writeLong(counts.dropped());
            out.writeLong(counts.retries());
            out.writeInt(chunks.size());
            for (Chunk chunk : chunks) {
                out.writeLong(chunk.number());
                out.writeInt(chunk.records());
                writeBytes(chunk.bytes(), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads a state that this version or an earlier one has written. */
    static QueueState from(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        FormatVersion.check(QueueState.class, in.readInt(), VERSION, VERSION);
        String id = in.readUTF();
        long nextNumber = in.readLong();
        byte[] position = readBytes(in);
        ExportCounts counts = new ExportCounts(in.readLong(), in.readLong(), in.readLong());
        int size = in.readInt();
        List<Chunk> chunks = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            chunks.add(new Chunk(in.readLong(), in.readInt(), readBytes(in)));
        }
        return new QueueState(id, nextNumber, position, counts, List.copyOf(chunks));
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
