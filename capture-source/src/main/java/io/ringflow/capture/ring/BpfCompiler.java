package io.ringflow.capture.ring;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import java.util.regex.Pattern;

/** Compiles libpcap filter expressions. Any thread; one compilation at a time. */
public final class BpfCompiler {

    private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");

    private BpfCompiler() {}

    /**
     * A program for frames of a capture file.
     *
     * @param expression libpcap filter; a blank one takes every packet
     * @param linkType LINKTYPE_ value
     * @param snapLength bytes to keep of a packet that matches
     * @throws CaptureException where the expression is wrong or libpcap is missing
     */
    public static BpfProgram compile(String expression, int linkType, int snapLength) {
        if (expression.isBlank()) {
            return BpfProgram.acceptAll(snapLength);
        }
        LibPcap.load();
        synchronized (BpfCompiler.class) {
            Pointer pcap = LibPcap.pcap_open_dead(LinkTypes.dataLink(linkType), snapLength);
            return compileAndClose(pcap, expression, snapLength);
        }
    }

    /**
     * A program for a live capture. The kernel takes VLAN tags out of the frames; only a handle on
     * the interface itself makes libpcap look for them where the kernel puts them.
     */
    static BpfProgram forInterface(LiveCapture capture, String interfaceName, int linkType) {
        if (!VLAN.matcher(capture.filter()).find()) {
            return compile(capture.filter(), linkType, capture.snapLength());
        }
        LibPcap.load();
        synchronized (BpfCompiler.class) {
            Pointer pcap;
            try (Memory errbuf = new Memory(LibPcap.ERRBUF_SIZE)) {
                pcap = LibPcap.pcap_create(interfaceName, errbuf);
            }
            LibPcap.pcap_set_snaplen(pcap, capture.snapLength());
            // A warning is positive; after an error the compilation fails and says why.
            LibPcap.pcap_activate(pcap);
            return compileAndClose(pcap, capture.filter(), capture.snapLength());
        }
    }

    private static BpfProgram compileAndClose(Pointer pcap, String expression, int snapLength) {
        // struct bpf_program: number of instructions, padding, pointer to them
        try (Memory program = new Memory(16)) {
            program.clear();
            int failed =
                    LibPcap.pcap_compile(
                            pcap, program, expression, 1, LibPcap.PCAP_NETMASK_UNKNOWN);
            if (failed != 0) {
                throw new CaptureException(
                        "bad capture filter \"%s\": %s"
                                .formatted(expression, LibPcap.pcap_geterr(pcap).getString(0)));
            }
            BpfProgram compiled = copy(program.getPointer(8), program.getInt(0));
            LibPcap.pcap_freecode(program);
            return compiled.withSnapLength(snapLength);
        } finally {
            LibPcap.pcap_close(pcap);
        }
    }

    private static BpfProgram copy(Pointer code, int length) {
        long[] instructions = new long[length];
        for (int i = 0; i < length; i++) {
            long at = (long) i * Long.BYTES;
            instructions[i] =
                    BpfProgram.pack(
                            code.getShort(at) & 0xffff,
                            code.getByte(at + 2) & 0xff,
                            code.getByte(at + 3) & 0xff,
                            code.getInt(at + 4));
        }
        return new BpfProgram(instructions);
    }
}
