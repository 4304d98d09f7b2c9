package io.ringflow.model.state.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketSpreadTest {

    @Test
    void putsFirstAndLastPacketAtTheirTimes() {
        PacketSpread spread = new PacketSpread(100, 200, 2, 301);
        assertThat(spread.packetsBefore(100)).isZero();
        assertThat(spread.packetsBefore(101)).isEqualTo(1);
        assertThat(spread.bytesBefore(200)).isEqualTo(150);
        assertThat(spread.packetsBefore(200)).isEqualTo(1);
        assertThat(spread.packetsBefore(201)).isEqualTo(2);
        assertThat(spread.bytesBefore(201)).isEqualTo(301);
    }

    @Test
    void putsPacketsAtEqualDistances() {
        PacketSpread spread = new PacketSpread(0, 100, 5, 500);
        for (int packet = 0; packet < 5; packet++) {
            assertThat(spread.packetsBefore(packet * 25L)).isEqualTo(packet);
            assertThat(spread.packetsBefore(packet * 25L + 1)).isEqualTo(packet + 1);
        }
    }

    @Test
    void countsOnePacketAtItsTime() {
        PacketSpread spread = new PacketSpread(7, 7, 1, 60);
        assertThat(spread.bytesBefore(7)).isZero();
        assertThat(spread.bytesBefore(8)).isEqualTo(60);
    }

    @Test
    void neverDecreasesAndEndsWithAllWhateverTheNumbers() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long first = random.nextLong(1L << 60);
            long last = first + random.nextLong(1L << random.nextInt(1, 60));
            long packets = 2 + random.nextLong(1L << random.nextInt(1, 50));
            long bytes = random.nextLong(1L << random.nextInt(1, 62));
            PacketSpread spread = new PacketSpread(first, last, packets, bytes);
            long before = first + random.nextLong(last - first + 1);
            long after = before + random.nextLong(last - before + 1);
            assertThat(spread.packetsBefore(before)).isBetween(0L, spread.packetsBefore(after));
            assertThat(spread.bytesBefore(before)).isBetween(0L, spread.bytesBefore(after));
            assertThat(spread.packetsBefore(last + 1)).isEqualTo(packets);
            assertThat(spread.bytesBefore(last + 1)).isEqualTo(bytes);
            assertThat(spread.packetsBefore(first + 1)).isGreaterThanOrEqualTo(1);
        }
    }
}
