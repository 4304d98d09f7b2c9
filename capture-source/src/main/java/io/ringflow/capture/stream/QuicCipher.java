package io.ringflow.capture.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the keys of Initial packets, which anybody can, and removes the protection of the packets
 * (RFC 9001, 5). Not thread-safe: one instance per capture, because its objects are expensive.
 */
final class QuicCipher {

    private static final int SECRET = 32;
    private static final int KEY = 16;
    private static final int IV = 12;
    private static final int TAG = 16;
    private static final int SAMPLE = 16;

    /** The sample starts where the longest packet number would end. */
    private static final int LONGEST_NUMBER = 4;

    private static final String HMAC = "HmacSHA256";

    private final Map<QuicVersion, SecretKeySpec> salts = new EnumMap<>(QuicVersion.class);
    private final Mac mac;
    private final Cipher block;
    private final Cipher aead;
    private final byte[] nonce = new byte[IV];

    /** The packet opened last, and what it contained. */
    private byte[] packet = new byte[0];

    private byte[] content = new byte[0];

    QuicCipher() {
        for (QuicVersion version : QuicVersion.values()) {
            salts.put(version, new SecretKeySpec(version.salt(), HMAC));
        }
        try {
            mac = Mac.getInstance(HMAC);
            block = Cipher.getInstance("AES/ECB/NoPadding");
            aead = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES and SHA-256", e);
        }
    }

    /** Derives the client's keys from the destination connection id of its first packet. */
    QuicKeys keys(QuicVersion version, byte[] connectionId) {
        try {
            mac.init(salts.get(version));
            byte[] initial = mac.doFinal(connectionId);
            byte[] client = expand(initial, "client in", SECRET);
            String label = version.label();
            return new QuicKeys(
                    version,
                    connectionId,
                    new SecretKeySpec(expand(client, label + " key", KEY), "AES"),
                    expand(client, label + " iv", IV),
                    new SecretKeySpec(expand(client, label + " hp", KEY), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC accepts any key", e);
        }
    }

    /** HKDF-Expand-Label (RFC 8446, 7.1) for up to 32 bytes, without context. */
    private byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
        byte[] text = ("tls13 " + label).getBytes(US_ASCII);
        mac.init(new SecretKeySpec(secret, HMAC));
        mac.update((byte) 0);
        mac.update((byte) length);
        mac.update((byte) text.length);
        mac.update(text);
        mac.update((byte) 0);
        mac.update((byte) 1);
        return Arrays.copyOf(mac.doFinal(), length);
    }

    /** Returns an array for a packet of this length, which {@link #open} will read. */
    byte[] packet(int length) {
        if (packet.length < length) {
            packet = new byte[length];
            content = new byte[length];
        }
        return packet;
    }

    /** The frames of the packet opened last. */
    byte[] content() {
        return content;
    }

    /**
     * Opens the packet in {@link #packet}.
     *
     * @param numberOffset offset of the packet number
     * @param length bytes of the packet
     * @return bytes of {@link #content}, or -1 if the packet was not protected with these keys
     */
    int open(QuicKeys keys, int numberOffset, int length) {
        int sample = numberOffset + LONGEST_NUMBER;
        if (sample + SAMPLE > length) {
            return -1;
        }
        try {
            block.init(Cipher.ENCRYPT_MODE, keys.header());
            byte[] mask = block.doFinal(packet, sample, SAMPLE);
            int first = packet[0] ^ (mask[0] & 0xf);
            int numberLength = (first & 3) + 1;
            int header = numberOffset + numberLength;
            byte[] protectedStart = Arrays.copyOf(packet, header);
            removeProtection(keys, mask, (byte) first, numberOffset, numberLength);
            aead.init(Cipher.DECRYPT_MODE, keys.packet(), new GCMParameterSpec(8 * TAG, nonce));
            aead.updateAAD(packet, 0, header);
            int read = decrypt(header, length);
            if (read < 0) {
                System.arraycopy(protectedStart, 0, packet, 0, header);
            }
            return read;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES accepts any key of 16 bytes", e);
        }
    }

    /** Removes the protection of the header, and combines the packet number with the IV. */
    private void removeProtection(
            QuicKeys keys, byte[] mask, byte first, int numberOffset, int numberLength) {
        packet[0] = first;
        System.arraycopy(keys.iv(), 0, nonce, 0, IV);
        for (int i = 0; i < numberLength; i++) {
            packet[numberOffset + i] ^= mask[1 + i];
            nonce[IV - numberLength + i] ^= packet[numberOffset + i];
        }
    }

    private int decrypt(int header, int length) throws GeneralSecurityException {
        try {
            return aead.doFinal(packet, header, length - header, content, 0);
        } catch (AEADBadTagException e) {
            return -1; // most often a packet of the server, or of another key
        }
    }
}
