package io.ringflow.model.format;

import io.ringflow.model.Protocols;

/** Names of protocols as Suricata writes them: IANA's keywords. */
final class EveProtocol {

    private static final String[] NAMES = new String[256];

    static {
        for (int number = 0; number < NAMES.length; number++) {
            NAMES[number] = Integer.toString(number);
        }
        NAMES[Protocols.ICMP] = "ICMP";
        NAMES[2] = "IGMP";
        NAMES[4] = "IP-in-IP";
        NAMES[Protocols.TCP] = "TCP";
        NAMES[Protocols.UDP] = "UDP";
        NAMES[33] = "DCCP";
        NAMES[41] = "IPv6";
        NAMES[46] = "RSVP";
        NAMES[47] = "GRE";
        NAMES[50] = "ESP";
        NAMES[51] = "AH";
        NAMES[Protocols.ICMP6] = "IPv6-ICMP";
        NAMES[88] = "EIGRP";
        NAMES[89] = "OSPF";
        NAMES[103] = "PIM";
        NAMES[112] = "VRRP";
        NAMES[115] = "L2TP";
        NAMES[Protocols.SCTP] = "SCTP";
        NAMES[136] = "UDPLite";
    }

    private EveProtocol() {}

    /** The name of a protocol; its number if it has none here. */
    static String name(int number) {
        return NAMES[number & 0xff];
    }
}
