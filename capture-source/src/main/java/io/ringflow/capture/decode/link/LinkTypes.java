package io.ringflow.capture.decode.link;

/** The LINKTYPE_ values that can be decoded, from the registry of the tcpdump group. */
public final class LinkTypes {

    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    public static final int PPP = 9;
    public static final int FDDI = 10;
    public static final int PPP_HDLC = 50;
    public static final int RAW = 101;
    public static final int CISCO_HDLC = 104;
    public static final int IEEE802_11 = 105;
    public static final int FRAME_RELAY = 107;
    public static final int LOOP = 108;
    public static final int LINUX_SLL = 113;
    public static final int IEEE802_11_RADIOTAP = 127;
    public static final int PPI = 192;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int NFLOG = 239;
    public static final int LINUX_SLL2 = 276;

    /** Raw IP as BSD wrote it before the value 101 was agreed on. */
    static final int RAW_BSD = 12;

    /** Raw IP as OpenBSD wrote it before that. */
    static final int RAW_OPENBSD = 14;

    private LinkTypes() {}

    /** Returns true if frames of the link type can be decoded. */
    public static boolean supported(int linkType) {
        return switch (linkType) {
            case NULL,
                    ETHERNET,
                    PPP,
                    FDDI,
                    RAW_BSD,
                    RAW_OPENBSD,
                    PPP_HDLC,
                    RAW,
                    CISCO_HDLC,
                    IEEE802_11,
                    FRAME_RELAY,
                    LOOP,
                    LINUX_SLL,
                    IEEE802_11_RADIOTAP,
                    PPI,
                    IPV4,
                    IPV6,
                    NFLOG,
                    LINUX_SLL2 ->
                    true;
            default -> false;
        };
    }
}
