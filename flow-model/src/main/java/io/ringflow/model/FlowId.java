package io.ringflow.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A flow's identity: stable for the flow's whole life and the same on every replay of the same
 * packets. Its first half is the flow key's hash, so that one shard can be asked for it.
 *
 * @param keyHash the hash of the flow's key, which selects its shard
 * @param sequence tells apart the flows that had this key one after the other
 */
public record FlowId(int keyHash, long sequence) {

    /** The number of characters of the text. */
    public static final int TEXT_LENGTH = 24;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** The shard among {@code shards} that knows the flow: the high bits of the hash. */
    public int shard(int shards) {
        return shard(keyHash, shards);
    }

    /** The shard among {@code shards} of the flows whose key has a hash. */
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
     * The id that a text names.
     *
     * @throws IllegalArgumentException when the text is not 24 hexadecimal digits
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
