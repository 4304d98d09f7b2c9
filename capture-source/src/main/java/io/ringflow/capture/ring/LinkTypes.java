package io.ringflow.capture.ring;

/** Which LINKTYPE_ frames of an interface have, and what libpcap's compiler calls it. */
final class LinkTypes {

    static final int ETHERNET = 1;
    static final int RAW_IP = 101;

    static final int ARPHRD_ETHER = 1;
    static final int ARPHRD_LOOPBACK = 772;

    private static final int DLT_RAW = 12;

    private LinkTypes() {}

    /**
     * The link type of frames read through a raw packet socket. What is neither Ethernet nor
     * loopback (tun, ipip, sit, gre, ppp) has its IP header first.
     *
     * @param arphrd the interface's hardware type, {@code /sys/class/net/NAME/type}
     */
    static int ofHardware(int arphrd) {
        return arphrd == ARPHRD_ETHER || arphrd == ARPHRD_LOOPBACK ? ETHERNET : RAW_IP;
    }

    /** The DLT_ value of a LINKTYPE_ value; they differ only for raw IP on Linux. */
    static int dataLink(int linkType) {
        return switch (linkType) {
            case RAW_IP, 12, 14 -> DLT_RAW;
            default -> linkType;
        };
    }
}
