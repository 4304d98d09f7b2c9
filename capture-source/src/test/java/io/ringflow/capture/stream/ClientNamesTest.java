package io.ringflow.capture.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNamesTest {

    private static final long SECOND = 1_000_000_000L;

    private final ClientNames names = new ClientNames();

    private void learn(long client, long address, String name, long seconds, long at) {
        names.learn(client, address, name.getBytes(US_ASCII), seconds, at * SECOND);
    }

    private String find(long client, long address, long at) {
        byte[] name = names.find(client, address, at * SECOND);
        return name == null ? "none" : new String(name, US_ASCII);
    }

    @Test
    void keepsNamesOfEachClientApart() {
        learn(1, 9, "one", 60, 0);
        learn(2, 9, "two", 60, 0);
        assertThat(find(1, 9, 1)).isEqualTo("one");
        assertThat(find(2, 9, 1)).isEqualTo("two");
        assertThat(find(3, 9, 1)).isEqualTo("none");
        assertThat(find(1, 8, 1)).isEqualTo("none");
    }

    @Test
    void prefersTheNewestName() {
        learn(1, 9, "old", 60, 0);
        learn(1, 9, "new", 60, 1);
        assertThat(find(1, 9, 2)).isEqualTo("new");
        assertThat(names.size()).isEqualTo(1);
    }

    @Test
    void forgetsNamesAfterTheirTimeToLiveWithinAnHourAndADay() {
        learn(1, 1, "short", 5, 0);
        learn(1, 2, "long", 7200, 0);
        learn(1, 3, "longest", 1L << 31, 0);
        assertThat(find(1, 1, 3599)).isEqualTo("short");
        assertThat(find(1, 1, 3600)).isEqualTo("none");
        assertThat(find(1, 2, 7199)).isEqualTo("long");
        assertThat(find(1, 2, 7200)).isEqualTo("none");
        assertThat(find(1, 3, 86_399)).isEqualTo("longest");
        assertThat(find(1, 3, 86_400)).isEqualTo("none");
    }

    @Test
    void displacesOldestNameOfClientWithTooMany() {
        learn(2, 0, "other", 60, 0);
        for (int address = 0; address <= ClientNames.MAX_OF_CLIENT; address++) {
            learn(1, address, "name" + address, 60, 0);
        }
        assertThat(find(1, 0, 1)).isEqualTo("none");
        assertThat(find(1, 1, 1)).isEqualTo("name1");
        assertThat(find(2, 0, 1)).isEqualTo("other");
        assertThat(names.size()).isEqualTo(ClientNames.MAX_OF_CLIENT + 1);
    }

    @Test
    void displacesNamesOfClientThatWasAnsweredLongestAgo() {
        learn(1, 1, "first", 60, 0);
        for (int client = 2; client <= ClientNames.MAX_NAMES; client++) {
            learn(client, 1, "name", 60, 0);
        }
        learn(1, 2, "again", 60, 0);
        assertThat(names.size()).isEqualTo(ClientNames.MAX_NAMES);
        assertThat(find(1, 1, 1)).isEqualTo("first");
        assertThat(find(2, 1, 1)).isEqualTo("none");
        assertThat(find(3, 1, 1)).isEqualTo("name");
    }
}
