package io.ringflow.capture.bpf;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;

/** The functions of libpcap that compile a filter. The library is loaded by {@link #load}. */
final class LibPcap {

    static final int PCAP_NETMASK_UNKNOWN = -1;
    static final int ERRBUF_SIZE = 256;

    /** Names of the library on Debian, on other distributions, and with a development package. */
    private static final String[] NAMES = {"libpcap.so.0.8", "libpcap.so.1", "pcap"};

    private static boolean loaded;

    private LibPcap() {}

    /**
     * Loads the library unless it is loaded.
     *
     * @throws CaptureException if it isn't installed
     */
    static synchronized void load() {
        UnsatisfiedLinkError missing = null;
        for (int i = 0; !loaded && i < NAMES.length; i++) {
            try {
                Native.register(LibPcap.class, NativeLibrary.getInstance(NAMES[i]));
                loaded = true;
            } catch (UnsatisfiedLinkError e) {
                missing = e;
            }
        }
        if (!loaded) {
            throw new CaptureException(
                    "a capture filter needs libpcap: install the package libpcap0.8 (Debian,"
                            + " Ubuntu) or libpcap, or leave the filter empty",
                    missing);
        }
    }

    // JNA finds the functions by these names.
    static native Pointer pcap_open_dead(int linkType, int snapLength);

    static native Pointer pcap_create(String device, Pointer errbuf);

    static native int pcap_set_snaplen(Pointer pcap, int snapLength);

    static native int pcap_activate(Pointer pcap);

    static native int pcap_compile(
            Pointer pcap, Pointer program, String expression, int optimize, int netmask);

    static native void pcap_freecode(Pointer program);

    static native Pointer pcap_geterr(Pointer pcap);

    static native void pcap_close(Pointer pcap);
}
