package io.ringflow.kafka.avro;

import java.nio.charset.StandardCharsets;

/**
 * CRC-64-AVRO, the fingerprint of a schema in Avro's single-object encoding (Avro's specification,
 * "Schema Fingerprints").
 */
final class Fingerprint {

    private static final long EMPTY = 0xc15d213aa4d7a795L;
    private static final long[] TABLE = table();

    private Fingerprint() {}

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ (EMPTY & -(value & 1));
            }
            table[i] = value;
        }
        return table;
    }

    /** The fingerprint of a schema in parsing canonical form. */
    static long of(String canonical) {
        long value = EMPTY;
        for (byte b : canonical.getBytes(StandardCharsets.UTF_8)) {
            value = (value >>> 8) ^ TABLE[(int) (value ^ b) & 0xff];
        }
        return value;
    }
}
