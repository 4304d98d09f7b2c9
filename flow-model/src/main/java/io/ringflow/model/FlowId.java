package io.ringflow.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A flow's identity: stable for the flow's whole life, and the same on every replay of the same
 * packets. Its first half is the hash of the flow's key, so a lookup needs only one shard.
 *
 * @param keyHash the hash of the flow's key, which selects its shard
 * @param sequence distinguishes successive flows with the same key
 */
public record FlowId(int keyHash, long sequence) {

    /** The length of the text in characters. */
    public static final int TEXT_LENGTH = 24;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** The shard that holds the flow, by the high bits of the hash. */
    public int shard(int shards) {
        return shard(keyHash, shards);
    }

    /** The shard that holds the flows whose key has this hash. */
    public static int shard(int keyHash, int shards) {
        return (int) ((Integer.toUnsignedLong(keyHash) * shards) >>> 32);
    }

    @Override
    public String toString() {
        byte[] text = new byte[TEXT_LENGTH];
        for (int i = 0; i < 8; i++) {
            text[i] = DIGITS[(keyHash >>> (28 - 4 * i)) & 0xf];
        }
        for (int i = 0; i < 16; i++) {
            text[8 + i] = DIGITS[(int) (sequence >>> (60 - 4 * i)) & 0xf];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Parses an id.
     *
     * @throws IllegalArgumentException if the text is not 24 hexadecimal digits
     */
    public static FlowId parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw new IllegalArgumentException("\"" + text + "\" is not 24 hexadecimal digits");
        }
        return new FlowId(
                HexFormat.fromHexDigits(text, 0, 8),
                HexFormat.fromHexDigitsToLong(text, 8, TEXT_LENGTH));
    }
}
