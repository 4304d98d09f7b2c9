package io.ringflow.kafka;

import io.ringflow.job.export.Chunk;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/**
 * Records in a chunk: each is the length of its key in one byte, the length of its value in four,
 * the highest first, then both.
 */
final class KeyedRecords {

    private KeyedRecords() {}

    static void append(byte[] key, ByteArrayOutputStream value, ByteArrayOutputStream out) {
        int length = value.size();
        out.write(key.length);
        out.write(length >>> 24);
        out.write(length >>> 16);
        out.write(length >>> 8);
        out.write(length);
        out.writeBytes(key);
        out.writeBytes(value.toByteArray());
    }

    /** Passes each record's key and value on. */
    static void forEach(Chunk chunk, BiConsumer<byte[], byte[]> record) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk.bytes());
        while (bytes.hasRemaining()) {
            byte[] key = new byte[bytes.get() & 0xff];
            byte[] value = new byte[bytes.getInt()];
            bytes.get(key).get(value);
            record.accept(key, value);
        }
    }
}
