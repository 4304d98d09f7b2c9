package io.ringflow.capture.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownTypesTest {

    @Test
    void countsTypesBeyondLimitAsOther() {
        UnknownTypes types = new UnknownTypes(2);
        types.add(UnknownType.ETHERTYPE.pack(0x88cc), 3);
        types.add(UnknownType.LLC.pack(0x4242), 5);
        types.add(UnknownType.PPP.pack(0xc021), 1);
        types.add(UnknownType.PPP.pack(0x8021), 1);
        types.add(UnknownType.ETHERTYPE.pack(0x88cc), 4);
        assertThat(types.texts().entrySet())
                .extracting(Map.Entry::toString)
                .containsExactly("ethertype 0x88cc=7", "llc 0x4242=5", "other=2");
        types.clear();
        assertThat(types.texts()).isEmpty();
    }

    @Test
    void sortsByCountAndName() {
        Map<String, Long> counts = Map.of("a", 1L, "b", 9L, "c", 5L, "d", 5L);
        assertThat(List.copyOf(UnknownTypes.mostFrequent(counts, 3).keySet()))
                .isEqualTo(List.of("b", "c", "d"));
    }
}
