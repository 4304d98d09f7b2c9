package io.ringflow.capture.decode;

/** LINKTYPE_ values of capture files (the registry of the tcpdump group). */
public final class LinkTypes {

    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    public static final int RAW = 101;
    public static final int LOOP = 108;
    public static final int LINUX_SLL = 113;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int LINUX_SLL2 = 276;

    /** What some systems wrote for raw IP before the value 101 was agreed on. */
    static final int RAW_BSD = 12;

    static final int RAW_OPENBSD = 14;

    private LinkTypes() {}

    /** True where packets of the link type can be decoded. */
    public static boolean supported(int linkType) {
        return switch (linkType) {
            case NULL,
                    ETHERNET,
                    RAW,
                    LOOP,
                    LINUX_SLL,
                    IPV4,
                    IPV6,
                    LINUX_SLL2,
                    RAW_BSD,
                    RAW_OPENBSD ->
                    true;
            default -> false;
        };
    }
}
