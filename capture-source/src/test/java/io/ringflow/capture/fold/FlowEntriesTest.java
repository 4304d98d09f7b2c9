package io.ringflow.capture.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowEntriesTest {

    private static final int CAPACITY = 1024;

    private final Set<Long> open = new HashSet<>();
    private int forgotten;

    private final FlowEntries entries =
            new FlowEntries(
                    new FlowEntries.Retention() {

                        @Override
                        public boolean isOpen(long reference) {
                            return open.contains(reference);
                        }

                        @Override
                        public void forgetSilent() {
                            forgotten++;
                        }
                    });

    /** The fingerprint of a flow; all bits of the halves differ between flows. */
    private static long key(int flow) {
        return flow * 0x9e37_79b9_7f4a_7c15L;
    }

    private void addAll(int flows) {
        for (int flow = 0; flow < flows; flow++) {
            entries.find(key(flow), 0);
        }
    }

    @Test
    void findsEachFlowAgain() {
        for (int flow = 0; flow < CAPACITY; flow++) {
            assertThat(entries.find(key(flow), 0)).isEqualTo(FlowEntries.offset(flow));
        }
        for (int flow = 0; flow < CAPACITY; flow++) {
            int at = entries.find(key(flow), 0);
            assertThat(at).isEqualTo(FlowEntries.offset(flow));
            assertThat(entries.fingerprint(at)).isEqualTo(key(flow));
        }
        assertThat(entries.count()).isEqualTo(CAPACITY);
        assertThat(entries.longProbes()).isZero();
        assertThat(forgotten).isZero();
    }

    @Test
    void keepsEntriesOfOneFingerprintApart() {
        int first = entries.find(7, 0);
        int second = entries.find(7, 1);
        int third = entries.find(7, 2);
        assertThat(Set.of(first, second, third)).hasSize(3);
        assertThat(entries.find(7, 1)).isEqualTo(second);
        assertThat(entries.find(7, 2)).isEqualTo(third);
        assertThat(entries.find(7, 0)).isEqualTo(first);
    }

    @Test
    void knowsEntriesOfLatePackets() {
        assertThat(entries.isLate(entries.find(~key(3), 0), key(3))).isTrue();
        int early = entries.find(key(3), 0);
        assertThat(entries.isLate(early, key(3))).isFalse();
    }

    @Test
    void guessesOnlyTheEntryAtItsFirstPlace() {
        long key = 5L << 32 | 9;
        assertThat(entries.probable(key)).isEqualTo(-1);
        int at = entries.find(key, 0);
        assertThat(entries.probable(key)).isEqualTo(at);
        assertThat(entries.probable(6L << 32 | 9)).as("another high half").isEqualTo(-1);
        long neighbour = 8L << 32 | 9;
        assertThat(entries.find(neighbour, 0)).isNotEqualTo(at);
        assertThat(entries.probable(neighbour)).as("not at its first place").isEqualTo(-1);
    }

    @Test
    void staysSmallWhileFlowsComeAndGo() {
        addAll(50 * CAPACITY);
        assertThat(entries.rows).hasSize(FlowEntries.offset(CAPACITY));
        assertThat(entries.count()).isLessThanOrEqualTo(CAPACITY);
        assertThat(forgotten).isEqualTo(49);
    }

    @Test
    void dropsOnlyWhatIsNotNeeded() {
        open.add(11L << 32);
        open.add(12L << 32);
        int followed = entries.find(key(0), 0);
        entries.set(followed, FlowEntries.FOLLOWED, true);
        entries.next(followed, 1, 99);
        int current = entries.find(key(1), 0);
        entries.reference(current, 11L << 32);
        int older = entries.find(key(2), 0);
        entries.reference(older, 12L << 32);
        entries.reference(older, 13L << 32);
        int closed = entries.find(key(3), 0);
        entries.reference(closed, 13L << 32);
        for (int flow = 4; flow <= CAPACITY; flow++) {
            entries.find(key(flow), 0);
        }
        assertThat(entries.count()).as("three kept, one new").isEqualTo(4);
        int kept = entries.find(key(0), 0);
        assertThat(entries.is(kept, FlowEntries.FOLLOWED)).isTrue();
        assertThat(entries.next(kept, 1)).isEqualTo(99);
        assertThat(entries.rows[entries.find(key(1), 0) + FlowEntries.FRAGMENT])
                .isEqualTo(11L << 32);
        assertThat(entries.rows[entries.find(key(2), 0) + FlowEntries.OLDER_FRAGMENT])
                .isEqualTo(12L << 32);
        assertThat(entries.count()).isEqualTo(4);
        int anew = entries.find(key(3), 0);
        assertThat(entries.count()).isEqualTo(5);
        assertThat(entries.rows[anew + FlowEntries.FRAGMENT]).isZero();
    }

    @Test
    void growsIfLessThanAQuarterIsFree() {
        follow(CAPACITY * 3 / 4);
        addAll(CAPACITY + 1);
        assertThat(entries.rows).as("a quarter is free").hasSize(FlowEntries.offset(CAPACITY));
        entries.set(entries.find(key(CAPACITY * 3 / 4), 0), FlowEntries.FOLLOWED, true);
        addAll(2 * CAPACITY);
        assertThat(entries.rows).hasSize(FlowEntries.offset(2 * CAPACITY));
        for (int flow = 0; flow <= CAPACITY * 3 / 4; flow++) {
            int at = entries.find(key(flow), 0);
            assertThat(entries.is(at, FlowEntries.FOLLOWED)).as("flow %d", flow).isTrue();
        }
    }

    private void follow(int flows) {
        for (int flow = 0; flow < flows; flow++) {
            entries.set(entries.find(key(flow), 0), FlowEntries.FOLLOWED, true);
        }
    }

    @Test
    void countsProbesThatPassManyPlaces() {
        for (int flow = 0; flow <= 128; flow++) {
            entries.find((long) flow << 32, 0);
        }
        assertThat(entries.longProbes()).isEqualTo(1);
        entries.find(127L << 32, 0);
        assertThat(entries.longProbes()).as("128 places").isEqualTo(1);
        entries.find(128L << 32, 0);
        assertThat(entries.longProbes()).as("129 places").isEqualTo(2);
    }

    @Test
    void remembersTheFragmentsOfTwoBuckets() {
        int at = entries.find(key(1), 0);
        assertThat(entries.reference(at, 5L << 32 | 1)).isZero();
        assertThat(entries.reference(at, 5L << 32 | 2)).as("the same bucket").isZero();
        assertThat(entries.rows[at + FlowEntries.FRAGMENT]).isEqualTo(5L << 32 | 2);
        assertThat(entries.rows[at + FlowEntries.OLDER_FRAGMENT]).isZero();
        assertThat(entries.reference(at, 6L << 32 | 3)).isZero();
        assertThat(entries.rows[at + FlowEntries.OLDER_FRAGMENT]).isEqualTo(5L << 32 | 2);
        assertThat(entries.reference(at, 5L << 32 | 4)).as("back in the older bucket").isZero();
        assertThat(entries.rows[at + FlowEntries.FRAGMENT]).isEqualTo(5L << 32 | 4);
        assertThat(entries.reference(at, 7L << 32 | 5))
                .as("a third bucket")
                .isEqualTo(6L << 32 | 3);
    }

    @Test
    void keepsNumbersOfBothSidesApart() {
        int at = entries.find(key(1), 0);
        entries.next(at, 0, -1);
        entries.next(at, 1, 2);
        entries.initial(at, 1, -3);
        entries.initial(at, 0, 4);
        entries.holes(at, 5);
        entries.set(at, FlowEntries.FOLLOWED, true);
        assertThat(entries.next(at, 0)).isEqualTo(-1);
        assertThat(entries.next(at, 1)).isEqualTo(2);
        assertThat(entries.initial(at, 0)).isEqualTo(4);
        assertThat(entries.initial(at, 1)).isEqualTo(-3);
        assertThat(entries.holes(at)).isEqualTo(5);
        assertThat(entries.is(at, FlowEntries.FOLLOWED)).isTrue();
        entries.set(at, FlowEntries.FOLLOWED, false);
        assertThat(entries.is(at, FlowEntries.FOLLOWED)).isFalse();
        assertThat(entries.holes(at)).isEqualTo(5);
    }
}
