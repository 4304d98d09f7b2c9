package io.ringflow.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps generated frames, and reads the header fields that tests check. */
final class CapturedFrames implements FrameSink {

    /** A frame as it was generated. */
    record Frame(long timeNanos, ByteBuffer bytes, int wireBytes) {

        boolean ipv6() {
            return bytes.getShort(12) == (short) 0x86DD;
        }

        /** Length of the packet by its IP header, including that header. */
        int ipBytes() {
            return ipv6() ? 40 + (bytes.getShort(18) & 0xFFFF) : bytes.getShort(16) & 0xFFFF;
        }

        int protocol() {
            return bytes.get(ipv6() ? 20 : 23);
        }

        int tcpFlags() {
            return bytes.get(transport() + 13);
        }

        /** Addresses, ports and protocol, the same for both directions. */
        String key() {
            int addressBytes = ipv6() ? 16 : 4;
            int addresses = ipv6() ? 22 : 26;
            String source = text(addresses, addressBytes) + text(transport(), 2);
            String target = text(addresses + addressBytes, addressBytes) + text(transport() + 2, 2);
            boolean ordered = source.compareTo(target) < 0;
            return protocol() + (ordered ? source + target : target + source);
        }

        /** The same frame over IPv6 without its addresses. */
        Frame withoutAddresses() {
            ByteBuffer rest = ByteBuffer.allocate(bytes.capacity());
            rest.put(0, bytes, 0, bytes.capacity()).put(22, new byte[32]);
            return new Frame(timeNanos, rest, wireBytes);
        }

        private int transport() {
            return ipv6() ? 54 : 34;
        }

        private String text(int offset, int length) {
            StringBuilder hex = new StringBuilder(" ");
            for (int i = offset; i < offset + length; i++) {
                hex.append(Integer.toHexString(bytes.get(i) & 0xFF)).append('.');
            }
            return hex.toString();
        }
    }

    final List<Frame> frames = new ArrayList<>();

    @Override
    public void frame(long timeNanos, byte[] frame, int storedBytes, int wireBytes) {
        byte[] copy = Arrays.copyOf(frame, storedBytes);
        frames.add(new Frame(timeNanos, ByteBuffer.wrap(copy), wireBytes));
    }

    static List<Frame> of(TrafficProfile profile, int packets, long seed) throws IOException {
        return of(new TrafficGenerator(profile, packets, seed));
    }

    static List<Frame> ofScan(FlowAddresses addresses, int packets) throws IOException {
        TrafficProfile profile = TrafficProfile.MANY;
        return of(new TrafficGenerator(profile, packets, profile.flows(packets), addresses, 1));
    }

    private static List<Frame> of(TrafficGenerator generator) throws IOException {
        CapturedFrames captured = new CapturedFrames();
        generator.generate(captured);
        return captured.frames;
    }
}
