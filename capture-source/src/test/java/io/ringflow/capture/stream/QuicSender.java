package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.join;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Protects Initial packets as a client does (RFC 9001, 5), independently of what is tested. */
final class QuicSender {

    private static final byte[] SALT_1 = hex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
    private static final byte[] SALT_2 = hex("0dede3def700a6db819381be6e269dcbf9bd2ed9");

    private final boolean second;
    private final byte[] id;
    private final byte[] key;
    private final byte[] iv;
    private final byte[] headerKey;

    private QuicSender(boolean second, byte[] id) {
        this.second = second;
        this.id = id;
        byte[] secret = expand(hmac(second ? SALT_2 : SALT_1, id), "client in", 32);
        String label = second ? "quicv2" : "quic";
        key = expand(secret, label + " key", 16);
        iv = expand(secret, label + " iv", 12);
        headerKey = expand(secret, label + " hp", 16);
    }

    static QuicSender v1(byte[] id) {
        return new QuicSender(false, id);
    }

    static QuicSender v2(byte[] id) {
        return new QuicSender(true, id);
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    /** A number of two bytes. */
    static byte[] two(int value) {
        return bytes(0x40 | value >>> 8, value);
    }

    static byte[] crypto(int offset, byte[] message, int from, int to) {
        return join(bytes(6), two(offset), two(to - from), Arrays.copyOfRange(message, from, to));
    }

    /** An Initial packet with a packet number of two bytes, which is padded to the given length. */
    byte[] initial(int number, int length, byte[]... frames) {
        return initial(id, number, length, frames);
    }

    /**
     * An Initial packet that is sent to another connection id, but protected with the same keys.
     */
    byte[] initial(byte[] to, int number, int length, byte[]... frames) {
        byte[] start =
                join(
                        bytes(second ? 0xd1 : 0xc1),
                        version(),
                        bytes(to.length),
                        to,
                        bytes(3, 's', 'r', 'c', 0));
        byte[] content = join(frames);
        int padded = Math.max(content.length, length - start.length - 20);
        byte[] header = join(start, two(2 + padded + 16), bytes(number >>> 8, number));
        return protect(header, header.length - 2, number, Arrays.copyOf(content, padded));
    }

    /** A packet of another type whose content nobody can read: 1 is 0-RTT, 2 a handshake. */
    byte[] other(int type, int length) {
        int bits = second ? type + 1 & 3 : type;
        return join(
                bytes(0xc0 | bits << 4),
                version(),
                bytes(id.length),
                id,
                bytes(0),
                two(length),
                new byte[length]);
    }

    private byte[] version() {
        return second ? hex("6b3343cf") : hex("00000001");
    }

    /** Protects a packet whose number is not above 65535. */
    byte[] protect(byte[] header, int numberOffset, int number, byte[] content) {
        try {
            byte[] nonce = iv.clone();
            nonce[10] ^= (byte) (number >>> 8);
            nonce[11] ^= (byte) number;
            Cipher aead = Cipher.getInstance("AES/GCM/NoPadding");
            aead.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, nonce));
            aead.updateAAD(header);
            byte[] packet = join(header, aead.doFinal(content));
            Cipher block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(headerKey, "AES"));
            byte[] mask = block.doFinal(packet, numberOffset + 4, 16);
            packet[0] ^= (byte) (mask[0] & 0xf);
            for (int i = 0; i < header.length - numberOffset; i++) {
                packet[numberOffset + i] ^= mask[1 + i];
            }
            return packet;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(join(parts));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] expand(byte[] secret, String label, int length) {
        byte[] full = ("tls13 " + label).getBytes(US_ASCII);
        ByteBuffer info = ByteBuffer.allocate(5 + full.length);
        info.putShort((short) length).put((byte) full.length).put(full).put((byte) 0).put((byte) 1);
        return Arrays.copyOf(hmac(secret, info.array()), length);
    }
}
