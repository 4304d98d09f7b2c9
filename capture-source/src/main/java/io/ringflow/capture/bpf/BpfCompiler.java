package io.ringflow.capture.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import java.util.regex.Pattern;

/** Compiles libpcap filter expressions. Thread-safe: compilations run one at a time. */
public final class BpfCompiler {

    private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");
    private static final int DLT_RAW = 12;

    private BpfCompiler() {}

    /**
     * Compiles a filter for the frames of a capture file.
     *
     * @param expression libpcap filter; a blank one accepts every packet
     * @param linkType LINKTYPE_ value of the frames
     * @param snapLength bytes to keep of a packet that matches
     * @throws CaptureException if the expression is wrong or libpcap is missing
     */
    public static BpfProgram compile(String expression, int linkType, int snapLength) {
        if (expression.isBlank()) {
            return BpfProgram.acceptAll(snapLength);
        }
        LibPcap.load();
        synchronized (BpfCompiler.class) {
            Pointer pcap = LibPcap.pcap_open_dead(dataLink(linkType), snapLength);
            return compileAndClose(pcap, expression, snapLength);
        }
    }

    /**
     * Compiles the filter of a live capture. The kernel moves VLAN tags out of the frames. libpcap
     * looks for them in the place to which they were moved only if it has a handle on the interface
     * itself.
     *
     * @throws CaptureException if the filter is wrong or libpcap is missing
     */
    public static BpfProgram forInterface(LiveCapture capture, String interfaceName, int linkType) {
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
            // The result is ignored: after an error, the compilation fails with a message.
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

    /** The DLT_ value of a LINKTYPE_ value. They differ only for raw IP on Linux. */
    private static int dataLink(int linkType) {
        return switch (linkType) {
            case 12, 14, 101 -> DLT_RAW;
            default -> linkType;
        };
    }

    private static BpfProgram copy(Pointer code, int length) {
        long[] instructions = new long[length];
        for (int i = 0; i < length; i++) {
            long offset = (long) i * Long.BYTES;
            instructions[i] =
                    BpfProgram.pack(
                            code.getShort(offset) & 0xffff,
                            code.getByte(offset + 2) & 0xff,
                            code.getByte(offset + 3) & 0xff,
                            code.getInt(offset + 4));
        }
        return new BpfProgram(instructions);
    }
}
