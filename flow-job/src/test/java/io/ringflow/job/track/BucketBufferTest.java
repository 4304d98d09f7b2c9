package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.T0;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.table.Observers;
import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketBufferTest {

    /** The number of fragments up to which none are merged. */
    private static final int MANY = 4096;

    private static final Observer OTHER = new Observer("host-b", "eth0");

    private final BucketBuffer buffer = new BucketBuffer(T0);

    /** Adds the fragments of some flows, one packet each, in a batch of their own. */
    private void addFlows(int from, int count) {
        List<Packet> packets =
                IntStream.range(from, from + count).mapToObj(port -> udp(ms(0), port)).toList();
        buffer.append(batch(packets.toArray(Packet[]::new)), 0);
    }

    private static FragmentBatch batch(Packet... packets) {
        return Fragments.batches(Fragments.OBSERVER, List.of(packets)).getFirst();
    }

    private void append(int observer, Packet packet) {
        buffer.append(batch(packet), observer);
    }

    private long packets() {
        long packets = 0;
        for (int row = 0; row < buffer.count(); row++) {
            long both = buffer.rows()[row * FragmentLayout.WORDS + FragmentLayout.PACKETS];
            packets += (both >>> 32) + (both & 0xffff_ffffL);
        }
        return packets;
    }

    /** Milliseconds and number of the observer of each fragment, in the order of the rows. */
    private List<String> order() {
        List<String> order = new ArrayList<>();
        for (int row = 0; row < buffer.count(); row++) {
            int at = row * FragmentLayout.WORDS;
            order.add(
                    (buffer.rows()[at + FragmentLayout.ORDER] - T0) / 1_000_000
                            + " "
                            + FragmentLayout.observer(buffer.rows()[at + FragmentLayout.META]));
        }
        return order;
    }

    @Test
    void mergesFragmentsOfAFlowOnlyIfThereAreMany() {
        addFlows(0, MANY - 1);
        addFlows(0, 1);
        assertThat(buffer.count()).isEqualTo(MANY);

        addFlows(0, 1);
        assertThat(buffer.count()).isEqualTo(MANY);
        assertThat(packets()).isEqualTo(MANY + 1);

        buffer.merge();
        assertThat(buffer.count()).isEqualTo(MANY - 1);
        assertThat(packets()).isEqualTo(MANY + 1);
    }

    @Test
    void waitsUntilThereAreTwiceAsManyBeforeItMergesAgain() {
        addFlows(0, MANY);
        addFlows(0, MANY);
        assertThat(buffer.count()).isEqualTo(2 * MANY);

        addFlows(0, 1);
        assertThat(buffer.count()).isEqualTo(MANY + 1);
        assertThat(packets()).isEqualTo(2 * MANY + 1);
    }

    @Test
    void sortsByTimeAndThenByObserver() {
        Observers observers = Observers.NONE.with(OTHER).with(Fragments.OBSERVER);
        append(0, udp(ms(7), 1));
        append(1, udp(ms(9), 2));
        append(0, udp(ms(8), 3));
        append(1, udp(ms(7), 4));
        append(0, udp(ms(9), 5));

        buffer.sort(observers);

        assertThat(order()).containsExactly("7 1", "7 0", "8 0", "9 1", "9 0");
    }

    @Test
    void sortsObserversOfTheSameTimeEvenIfTimesAreInOrder() {
        Observers observers = Observers.NONE.with(OTHER).with(Fragments.OBSERVER);
        append(0, udp(ms(7), 1));
        append(1, udp(ms(7), 2));

        buffer.sort(observers);

        assertThat(order()).containsExactly("7 1", "7 0");
    }

    @Test
    void keepsTheOrderOfFragmentsOfTheSameTimeAndObserver() {
        append(0, udp(ms(9), 1));
        append(0, udp(ms(7), 1));
        append(0, udp(ms(7), 2));
        append(0, udp(ms(7), 3));
        List<Long> keys = keys();

        buffer.sort(Observers.NONE.with(OTHER));

        assertThat(keys()).containsExactly(keys.get(1), keys.get(2), keys.get(3), keys.get(0));
    }

    private List<Long> keys() {
        List<Long> keys = new ArrayList<>();
        for (int row = 0; row < buffer.count(); row++) {
            keys.add(buffer.rows()[row * FragmentLayout.WORDS + FragmentLayout.KEY]);
        }
        return keys;
    }

    @Test
    void joinsPartsOfOneObserverOnlyIfAFlowMayTimeOutBetweenThem() {
        append(0, udp(ms(1), 1));
        append(0, udp(ms(2), 1));

        buffer.joinParts(false);
        assertThat(buffer.count()).isEqualTo(2);

        buffer.joinParts(true);
        assertThat(buffer.count()).isEqualTo(1);
        assertThat(packets()).isEqualTo(2);
    }

    @Test
    void joinsPartsIfALaterOneHasTheOldestPacket() {
        append(0, udp(ms(2), 1));
        buffer.append(Fragments.single(Fragments.OBSERVER, udp(ms(1), 1), ms(3)), 0);

        buffer.joinParts(false);

        assertThat(buffer.count()).isEqualTo(1);
    }

    @Test
    void joinsPartsIfThereAreTwoObserversAndOneIsInParts() {
        append(0, udp(ms(1), 1));
        append(1, udp(ms(1), 1));
        buffer.joinParts(true);
        assertThat(buffer.count()).isEqualTo(2);

        append(0, udp(ms(2), 1));
        buffer.joinParts(false);
        assertThat(buffer.count()).isEqualTo(2);
        assertThat(packets()).isEqualTo(3);
    }

    @Test
    void copyRemembersWhatHasToBeJoined() {
        append(0, udp(ms(1), 1));
        append(1, udp(ms(1), 1));
        BucketBuffer copy = buffer.copy(new long[buffer.rows().length]);

        copy.append(batch(udp(ms(2), 1)), 0);
        copy.joinParts(false);

        assertThat(copy.count()).isEqualTo(2);
        assertThat(buffer.count()).isEqualTo(2);
        assertThat(packets()).isEqualTo(2);
    }
}
