package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.FIRST_FROM_B;
import static io.ringflow.capture.fragment.FragmentLayout.FIRST_SYN_ACK_FROM_B;
import static io.ringflow.capture.fragment.FragmentLayout.FIRST_SYN_FROM_B;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_A;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_ACK_A;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_ACK_B;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_B;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TcpFlags;

/** Computes the flags and marks in a fragment's {@link FragmentLayout#META} word. */
final class FragmentMarks {

    private FragmentMarks() {}

    /** Returns the meta word of a fragment after its first packet, apart from TCP flags. */
    static long ofFirstPacket(long bits, int ipBits, int side, boolean tcp) {
        long meta = (long) PacketBits.dscp(ipBits) << 32;
        if (!tcp) {
            // Besides TCP only ICMP has flags, its code. Its type is in the sender's port.
            meta |= (long) (PacketBits.srcPort(bits) & 0xff) << 16;
            meta |= (long) PacketBits.flags(bits) << 24;
        }
        return meta | (side == 0 ? 0 : FIRST_FROM_B);
    }

    /**
     * Returns the flags and marks that a TCP packet adds.
     *
     * @param meta the meta word before the packet
     */
    static long ofTcpPacket(long meta, int flags, int side) {
        long marks = (long) flags << (8 * side);
        if ((flags & TcpFlags.SYN) != 0) {
            boolean fromA = side == 0;
            if ((flags & TcpFlags.ACK) != 0) {
                boolean firstSynAck = (meta & (SYN_ACK_A | SYN_ACK_B)) == 0;
                marks |=
                        fromA
                                ? SYN_ACK_A
                                : firstSynAck ? SYN_ACK_B | FIRST_SYN_ACK_FROM_B : SYN_ACK_B;
            } else {
                boolean firstSyn = (meta & (SYN_A | SYN_B)) == 0;
                marks |= fromA ? SYN_A : firstSyn ? SYN_B | FIRST_SYN_FROM_B : SYN_B;
            }
        }
        return marks;
    }

    /** Returns the marks that a later fragment adds: flags and SYNs, but not the first packet. */
    static long ofLaterFragment(long meta, long later) {
        long marks = later & (0xffff | SYN_A | SYN_B | SYN_ACK_A | SYN_ACK_B);
        if ((meta & (SYN_A | SYN_B)) == 0) {
            marks |= later & FIRST_SYN_FROM_B;
        }
        if ((meta & (SYN_ACK_A | SYN_ACK_B)) == 0) {
            marks |= later & FIRST_SYN_ACK_FROM_B;
        }
        return marks;
    }
}
