package io.ringflow.job.export.ipfix;

import java.nio.ByteBuffer;

/**
 * A message while it is filled: room for its header, then sets of records. Used again for the next
 * message. Not thread-safe.
 */
final class Message {

    private static final int SET_HEADER = 4;
    private static final int ALIGNMENT = 4;
    private static final int NO_SET = -1;

    private final int headerBytes;
    private final ByteBuffer bytes;
    private int set = NO_SET;
    private int setStart;
    private int records;

    /**
     * Creates an empty message.
     *
     * @param limit its maximum length
     */
    Message(CollectorProtocol protocol, int limit) {
        headerBytes = protocol.headerBytes();
        bytes = ByteBuffer.allocate(limit);
        clear();
    }

    /** Removes all records. */
    void clear() {
        bytes.clear().position(headerBytes);
        set = NO_SET;
        records = 0;
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Number of records of all kinds. */
    int records() {
        return records;
    }

    /** Returns true if there is room for records in these sets, one after the other. */
    boolean fits(int recordBytes, int newSets) {
        int sets = newSets * (SET_HEADER + ALIGNMENT - 1);
        return bytes.remaining() >= recordBytes + sets + ALIGNMENT - 1;
    }

    /** Returns true if a record with this id of its set needs no other set header. */
    boolean isOpen(int setId) {
        return set == setId;
    }

    /** Appends a record, and starts a set if it belongs to another one than the last record. */
    void add(int setId, byte[] from, int offset, int length) {
        if (set != setId) {
            closeSet();
            set = setId;
            setStart = bytes.position();
            bytes.putShort((short) setId).putShort((short) 0);
        }
        bytes.put(from, offset, length);
        records++;
    }

    /** Pads the set to a multiple of four bytes, which is shorter than any record. */
    private void closeSet() {
        if (set == NO_SET) {
            return;
        }
        while (bytes.position() % ALIGNMENT != 0) {
            bytes.put((byte) 0);
        }
        bytes.putShort(setStart + 2, (short) (bytes.position() - setStart));
        set = NO_SET;
    }

    /** Returns the whole message, whose header the caller fills in before it clears it. */
    ByteBuffer finish() {
        closeSet();
        return bytes.flip();
    }
}
