package io.ringflow.job.export.ipfix;

import io.ringflow.capture.serial.FormatVersion;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The serialized counts of all observation domains: version, number of domains, domains. */
final class DeliveryPosition {

    private static final byte VERSION = 1;

    private DeliveryPosition() {}

    static byte[] write(Map<Integer, DomainCounts> counts) {
        ByteBuffer out =
                ByteBuffer.allocate(
                        1 + Integer.BYTES + counts.size() * (Integer.BYTES + DomainCounts.BYTES));
        out.put(VERSION).putInt(counts.size());
        counts.forEach(
                (domain, counted) -> {
                    out.putInt(domain);
                    counted.write(out);
                });
        return out.array();
    }

    /** The counts in a position; none if nothing was delivered yet. */
    static Map<Integer, DomainCounts> read(byte[] position) throws IOException {
        Map<Integer, DomainCounts> counts = new TreeMap<>();
        if (position.length == 0) {
            return counts;
        }
        ByteBuffer in = ByteBuffer.wrap(position);
        FormatVersion.check(DeliveryPosition.class, in.get(), VERSION, VERSION);
        try {
            for (int left = in.getInt(); left > 0; left--) {
                int domain = in.getInt();
                counts.put(domain, DomainCounts.read(in));
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("A collector's position is too short", e);
        }
        return counts;
    }
}
