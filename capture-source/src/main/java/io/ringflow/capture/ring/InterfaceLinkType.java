package io.ringflow.capture.ring;

/** The link type of an interface's frames, derived from its hardware type. */
public final class InterfaceLinkType {

    /** LINKTYPE_ value of frames that start with an Ethernet header. */
    public static final int ETHERNET = 1;

    /** LINKTYPE_ value of frames that start with an IP header. */
    public static final int RAW_IP = 101;

    /** Hardware type of Ethernet ({@code linux/if_arp.h}). */
    public static final int ARPHRD_ETHER = 1;

    /** Hardware type of the loopback interface. */
    public static final int ARPHRD_LOOPBACK = 772;

    private InterfaceLinkType() {}

    /**
     * The LINKTYPE_ value of frames read through a raw packet socket. Every interface that is
     * neither Ethernet nor loopback (tun, ipip, sit, gre, ppp) delivers frames that start with the
     * IP header.
     *
     * @param arphrd the interface's hardware type, {@code /sys/class/net/NAME/type}
     */
    public static int ofHardware(int arphrd) {
        return arphrd == ARPHRD_ETHER || arphrd == ARPHRD_LOOPBACK ? ETHERNET : RAW_IP;
    }
}
