package io.ringflow.job.export.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.job.export.Chunk;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueStateTest {

    private static final String GOLDEN =
            "00000001" // version
                    + "0003302d61" // id
                    + "0000000000000009" // next number
                    + "000000020102" // position
                    + "0000000000000005" // delivered
                    + "0000000000000003" // dropped
                    + "0000000000000002" // retries
                    + "00000001" // chunks
                    + "0000000000000008"
                    + "00000004"
                    + "00000003616263";

    @Test
    void readsAndWritesTheBytesOfVersion1() throws Exception {
        QueueState state =
                new QueueState(
                        "0-a",
                        9,
                        new byte[] {1, 2},
                        new ExportCounts(5, 3, 2),
                        List.of(new Chunk(8, 4, new byte[] {'a', 'b', 'c'})));
        assertThat(HexFormat.of().formatHex(state.toBytes())).isEqualTo(GOLDEN);
        QueueState read = QueueState.from(HexFormat.of().parseHex(GOLDEN));
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        byte[] bytes = HexFormat.of().parseHex(GOLDEN);
        bytes[3] = 2;
        assertThatThrownBy(() -> QueueState.from(bytes))
                .hasMessage("Unknown version 2 of an export's state");
    }
}
