package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FanoutGroupsTest {

    private static final int INTERFACES = 2000;

    private final FanoutGroups groups = new FanoutGroups("job");

    private static LiveSplit split(String host, int number, int member) {
        return new LiveSplit(host, "eth" + number, member, 2);
    }

    @Test
    void givesEveryInterfaceOfAHostAnotherNumber() {
        Set<Integer> preferred = new HashSet<>();
        List<Integer> given = new ArrayList<>();
        for (int number = 0; number < INTERFACES; number++) {
            preferred.add(FanoutGroup.preferred("job", "a", "eth" + number));
            given.add(groups.of(split("a", number, 0)));
        }
        assertThat(preferred).as("some interfaces want the same").hasSizeLessThan(INTERFACES);
        assertThat(given)
                .doesNotHaveDuplicates()
                .allMatch(group -> group >= 0 && group < FanoutGroup.NUMBERS);
    }

    @Test
    void givesAllMembersOfAnInterfaceTheSameNumber() {
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int number = 0; number < INTERFACES; number++) {
            first.add(groups.of(split("a", number, 0)));
        }
        for (int number = INTERFACES - 1; number >= 0; number--) {
            second.addFirst(groups.of(split("a", number, 1)));
        }
        assertThat(second).isEqualTo(first);
    }

    @Test
    void prefersTheSameNumberWhateverOtherHostsHave() {
        int alone = new FanoutGroups("job").of(split("b", 1, 0));
        for (int number = 0; number < INTERFACES; number++) {
            groups.of(split("a", number, 0));
        }
        assertThat(groups.of(split("b", 1, 0))).isEqualTo(alone);
    }
}
