package io.ringflow.model;

/** The flags byte of the TCP header (RFC 9293, 3.1) and its text in the order {@code CEUAPRSF}. */
public final class TcpFlags {

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int ACK = 0x10;

    private static final String ORDER = "CEUAPRSF";
    private static final String[] TEXTS = new String[256];

    static {
        for (int flags = 0; flags < TEXTS.length; flags++) {
            StringBuilder text = new StringBuilder(ORDER.length());
            for (int i = 0; i < ORDER.length(); i++) {
                if ((flags & 0x80 >>> i) != 0) {
                    text.append(ORDER.charAt(i));
                }
            }
            TEXTS[flags] = text.toString();
        }
    }

    private TcpFlags() {}

    /** The letters of the flags set. */
    public static String text(int flags) {
        return TEXTS[flags & 0xff];
    }

    /**
     * The flags with these letters, in any order and case.
     *
     * @throws IllegalArgumentException if a letter does not name a flag
     */
    public static int of(String letters) {
        int flags = 0;
        for (int i = 0; i < letters.length(); i++) {
            int index = ORDER.indexOf(Character.toUpperCase(letters.charAt(i)));
            if (index < 0) {
                throw new IllegalArgumentException(
                        "\"" + letters + "\" has letters other than those of " + ORDER);
            }
            flags |= 0x80 >>> index;
        }
        return flags;
    }
}
