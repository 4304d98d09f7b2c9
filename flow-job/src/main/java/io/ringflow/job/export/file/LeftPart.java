package io.ringflow.job.export.file;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A part file that a queue left on another host when its task moved.
 *
 * @param host the other host
 * @param number number of the part
 * @param length how much of it the checkpoint has, or {@link #WHOLE}; what follows is written again
 */
record LeftPart(String host, long number, long length) {

    /** Length of a part that is complete. */
    static final long WHOLE = -1;

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(host);
        out.writeLong(number);
        out.writeLong(length);
    }

    static LeftPart read(DataInputStream in) throws IOException {
        return new LeftPart(in.readUTF(), in.readLong(), in.readLong());
    }
}
