package io.ringflow.cli.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of one round of {@link CountedTraffic}: one UDP datagram per flow, from the addresses
 * of a phase to one host. Their sizes differ, so that packets and bytes are not the same figure.
 */
record HostFrames(int host, int phase, int flows) {

    private static final int FIRST_PORT = 41_000;
    private static final int SMALLEST_PAYLOAD = 32;
    private static final int HEADERS = 28;

    /** Length of the Ethernet header. */
    static final int ETHERNET = 14;

    /** Returns the source address of a phase's flows. */
    static String source(int phase) {
        return "10.98." + (phase >> 8) + "." + (phase & 0xff);
    }

    /** Returns the phase of a source address. */
    static int phase(String source) {
        String[] bytes = source.split("\\.", -1);
        return (Integer.parseInt(bytes[2]) << 8) | Integer.parseInt(bytes[3]);
    }

    /** Returns the length of a flow's packets from the IP header on. */
    private static int length(int flow) {
        return HEADERS + SMALLEST_PAYLOAD + flow;
    }

    /** Returns the IP bytes of a packet of each flow. */
    int bytes() {
        int bytes = 0;
        for (int flow = 0; flow < flows; flow++) {
            bytes += length(flow);
        }
        return bytes;
    }

    /** Returns the frames to send, one per flow. */
    List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>(flows);
        for (int flow = 0; flow < flows; flow++) {
            frames.add(frame(flow));
        }
        return frames;
    }

    private byte[] frame(int flow) {
        int length = length(flow);
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + length);
        frame.put(HostNetwork.hardwareAddress(host)).put(HostNetwork.hardwareAddress(0));
        frame.putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) length).putInt(0x4000);
        frame.put((byte) 64).put((byte) 17).putShort((short) 0);
        frame.putInt(0x0a620000 + phase).putInt(0x0a630000 + host);
        frame.putShort(ETHERNET + 10, checksum(frame));
        // A UDP checksum of 0 means none.
        frame.putShort((short) (FIRST_PORT + flow)).putShort((short) HostNetwork.PORT);
        frame.putShort((short) (length - 20)).putShort((short) 0);
        return frame.array();
    }

    /** Returns the checksum of the IPv4 header (RFC 1071). */
    private static short checksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = ETHERNET; at < ETHERNET + 20; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
