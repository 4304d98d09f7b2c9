package io.ringflow.job.export.file;

import io.ringflow.capture.serial.FormatVersion;
import io.ringflow.job.export.Delivery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a delivery has written.
 *
 * @param host on which the files are
 * @param part number of the part file that grows
 * @param length its length
 * @param records how many records it has
 * @param complete part files that are complete, and get their names when a checkpoint completes
 * @param left part files on hosts from which the queue has moved
 */
record FilePosition(
        String host,
        long part,
        long length,
        long records,
        List<Long> complete,
        List<LeftPart> left) {

    private static final int VERSION = 2;

    /** Did not know parts on other hosts. */
    private static final int WITHOUT_LEFT = 1;

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeUTF(host);
            out.writeLong(part);
            out.writeLong(length);
            out.writeLong(records);
            out.writeInt(complete.size());
            for (long number : complete) {
                out.writeLong(number);
            }
            out.writeInt(left.size());
            for (LeftPart leftPart : left) {
                leftPart.write(out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Reads a position; one that was not written yet is the start of the first part. */
    static FilePosition from(byte[] bytes, String host) throws IOException {
        if (bytes.length == Delivery.NO_POSITION.length) {
            return new FilePosition(host, 0, 0, 0, List.of(), List.of());
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readInt();
        FormatVersion.check(FilePosition.class, version, WITHOUT_LEFT, VERSION);
        String writtenOn = in.readUTF();
        long part = in.readLong();
        long length = in.readLong();
        long records = in.readLong();
        int size = in.readInt();
        List<Long> complete = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            complete.add(in.readLong());
        }
        int leftSize = version == WITHOUT_LEFT ? 0 : in.readInt();
        List<LeftPart> left = new ArrayList<>();
        for (int i = 0; i < leftSize; i++) {
            left.add(LeftPart.read(in));
        }
        return new FilePosition(
                writtenOn, part, length, records, List.copyOf(complete), List.copyOf(left));
    }
}
