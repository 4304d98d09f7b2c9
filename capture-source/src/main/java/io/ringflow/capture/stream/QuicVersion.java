package io.ringflow.capture.stream;

import java.util.HexFormat;

/** The versions of QUIC whose Initial packets can be read, and what they differ in. */
enum QuicVersion {
    /** RFC 9000 and RFC 9001. */
    V1(1, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", 0, "quic"),
    /** RFC 9369. */
    V2(0x6b33_43cf, "0dede3def700a6db819381be6e269dcbf9bd2ed9", 1, "quicv2");

    private final int number;
    private final String salt;
    private final int initialType;
    private final String label;

    QuicVersion(int number, String salt, int initialType, String label) {
        this.number = number;
        this.salt = salt;
        this.initialType = initialType;
        this.label = label;
    }

    /** The version with a number on the wire, or null. */
    static QuicVersion of(int number) {
        return number == V1.number ? V1 : number == V2.number ? V2 : null;
    }

    /** Salt of the secret of Initial packets. */
    byte[] salt() {
        return HexFormat.of().parseHex(salt);
    }

    /** Type of an Initial packet in its first byte. */
    int initialType() {
        return initialType;
    }

    /** Type of a Retry packet in its first byte; the types are rotated. */
    int retryType() {
        return initialType + 3 & 3;
    }

    /** Start of the labels by which keys are derived. */
    String label() {
        return label;
    }
}
