package io.ringflow.model;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** IP protocol numbers and the names users write (IANA "Assigned Internet Protocol Numbers"). */
public final class Protocols {

    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMP6 = 58;
    public static final int SCTP = 132;

    private static final String[] NAMES = new String[256];
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        for (int number = 0; number < 256; number++) {
            name(number, Integer.toString(number));
        }
        name(ICMP, "icmp");
        name(2, "igmp");
        name(4, "ipip");
        name(TCP, "tcp");
        name(UDP, "udp");
        name(33, "dccp");
        name(41, "ipv6");
        name(46, "rsvp");
        name(47, "gre");
        name(50, "esp");
        name(51, "ah");
        name(ICMP6, "icmp6");
        name(88, "eigrp");
        name(89, "ospf");
        name(103, "pim");
        name(112, "vrrp");
        name(115, "l2tp");
        name(SCTP, "sctp");
        name(136, "udplite");
    }

    private Protocols() {}

    private static void name(int number, String name) {
        NAMES[number] = name;
        NUMBERS.put(name, number);
    }

    /** The name of a protocol; its number as text if it has no name here. */
    public static String name(int number) {
        return NAMES[number & 0xff];
    }

    /**
     * The number of a protocol, given its name or number.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static int number(String text) {
        Integer number = NUMBERS.get(text.toLowerCase(Locale.ROOT));
        if (number == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a protocol: a name such as tcp or a number 0-255");
        }
        return number;
    }
}
