package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes fragments of packets in buckets of one second. */
public final class Fragments {

    public static final long SECOND = 1_000_000_000;
    public static final Observer OBSERVER = new Observer("host-a", "eth0");

    private Fragments() {}

    /** Adds a packet to a table. */
    static void add(FragmentTable table, Packet packet, long order, boolean late, int marks) {
        PacketBatch batch = new PacketBatch(1);
        packet.addTo(batch);
        PacketKeys keys = new PacketKeys(true, true, 0);
        keys.compute(batch, 0, 1);
        add(table, keys, order, late, marks);
    }

    /** Adds the first packet of keys to a table. */
    static void add(FragmentTable table, PacketKeys keys, long order, boolean late, int marks) {
        FragmentRows single = new FragmentRows(1);
        int row = single.start(keys, 0, order, late);
        if ((marks & PacketBits.STARTS_CONNECTION) != 0) {
            single.startConnection(row, keys, 0);
        }
        single.add(row, keys, 0, marks);
        BucketFragments fragments = single.close(0);
        table.merge(fragments.rows, 0, fragments.details);
    }

    /** Returns the fragments of packets of one bucket, in order of arrival. */
    public static FragmentTable table(List<Packet> packets) {
        FragmentTable table = new FragmentTable(1);
        long newest = Long.MIN_VALUE;
        for (Packet packet : packets) {
            newest = Math.max(newest, packet.nanos());
            add(table, packet, newest, false, marks(packet));
        }
        return table;
    }

    /** A SYN starts a connection, and a RST ends it. */
    private static int marks(Packet packet) {
        if (packet.protocol() != Protocols.TCP) {
            return 0;
        }
        return (packet.flags() == Packet.SYN ? PacketBits.STARTS_CONNECTION : 0)
                | ((packet.flags() & Packet.RST) != 0 ? PacketBits.RESETS : 0);
    }

    /** Makes a batch of a table, as a sender does. */
    public static FragmentBatch batch(Observer observer, long bucketNanos, FragmentTable table) {
        FragmentBatch batch = new FragmentBatch();
        batch.observer = observer;
        batch.bucketNanos = bucketNanos;
        batch.count = table.count();
        batch.rows = Arrays.copyOf(table.rows(), table.count() * FragmentLayout.WORDS);
        batch.details.addAll(table.details());
        return batch;
    }

    /** Returns one batch per bucket, oldest first. */
    public static List<FragmentBatch> batches(Observer observer, List<Packet> packets) {
        return batches(observer, packets, SECOND);
    }

    /** Returns one batch per bucket of another length, oldest first. */
    public static List<FragmentBatch> batches(
            Observer observer, List<Packet> packets, long bucketNanos) {
        Map<Long, List<Packet>> buckets = new TreeMap<>();
        for (Packet packet : packets) {
            long start = packet.nanos() - Math.floorMod(packet.nanos(), bucketNanos);
            buckets.computeIfAbsent(start, key -> new ArrayList<>()).add(packet);
        }
        List<FragmentBatch> batches = new ArrayList<>();
        buckets.forEach((start, inBucket) -> batches.add(batch(observer, start, table(inBucket))));
        return batches;
    }

    /** Returns the fragment of a single packet, in its bucket. */
    public static FragmentBatch single(Observer observer, Packet packet, long order) {
        FragmentTable table = new FragmentTable(1);
        add(table, packet, order, false, marks(packet));
        return batch(observer, packet.nanos() - Math.floorMod(packet.nanos(), SECOND), table);
    }

    /** Returns the fragment of a single packet that carries a label. */
    public static FragmentBatch labelled(Observer observer, Packet packet, LabelKind kind) {
        return labelled(observer, packet, kind, "a.example");
    }

    /** Returns the fragment of a single packet that carries a label with a text. */
    public static FragmentBatch labelled(
            Observer observer, Packet packet, LabelKind kind, String label) {
        FragmentBatch batch = single(observer, packet, packet.nanos());
        int place = batch.details.add();
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        batch.details.label(place, kind, text, text.length);
        batch.rows[FragmentLayout.EVENTS] =
                FragmentLayout.withDetail(batch.rows[FragmentLayout.EVENTS], place);
        return batch;
    }

    /** Returns the fragments of a packet that is retransmitted every nanosecond. */
    public static FragmentBatch repeated(Observer observer, Packet packet, int times) {
        FragmentTable table = new FragmentTable(1);
        PacketKeys keys = new PacketKeys(true, true, 0);
        for (int i = 0; i < times; i++) {
            PacketBatch batch = new PacketBatch(1);
            packet.at(packet.nanos() + i).addTo(batch);
            batch.ipBits[0] |= PacketBits.RETRANSMIT;
            keys.compute(batch, 0, 1);
            add(table, keys, packet.nanos() + i, false, marks(packet));
        }
        return batch(observer, packet.nanos() - Math.floorMod(packet.nanos(), SECOND), table);
    }

    /** Returns the fragment of a late packet, in the oldest open bucket. */
    public static FragmentBatch late(Observer observer, long bucketNanos, Packet packet) {
        FragmentTable table = new FragmentTable(1);
        add(table, packet, bucketNanos + SECOND, true, 0);
        return batch(observer, bucketNanos, table);
    }

    /** Returns the fragment of a packet that a host captured while its clock was behind. */
    public static FragmentBatch behind(Observer observer, Packet packet, long behindNanos) {
        FragmentTable table = new FragmentTable(1);
        add(table, packet.at(packet.nanos() - behindNanos), packet.nanos(), false, marks(packet));
        FragmentBatch batch =
                batch(observer, packet.nanos() - Math.floorMod(packet.nanos(), SECOND), table);
        batch.rows[FragmentLayout.CLOCK] = behindNanos;
        return batch;
    }

    /** Returns packets of a few TCP and UDP flows that start, end and restart, in order of time. */
    public static List<Packet> random(Random random, int count, long from, long meanStepNanos) {
        int[] flags = {
            Packet.SYN, Packet.SYN_ACK, Packet.ACK, Packet.ACK, Packet.ACK, Packet.FIN, Packet.RST
        };
        List<Packet> packets = new ArrayList<>();
        long nanos = from;
        for (int i = 0; i < count; i++) {
            nanos += random.nextLong(2 * meanStepNanos);
            int port = 1000 + random.nextInt(6);
            Packet packet =
                    random.nextBoolean()
                            ? new Packet(
                                    nanos,
                                    Packet.end(1, port),
                                    Packet.end(2, 443),
                                    6,
                                    flags[random.nextInt(7)],
                                    60)
                            : Packet.udp(nanos, port);
            packet = packet.sized(40 + random.nextInt(1400));
            packets.add(random.nextInt(3) == 0 ? packet.back() : packet);
        }
        return packets;
    }
}
