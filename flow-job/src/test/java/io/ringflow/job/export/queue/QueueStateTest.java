package io.ringflow.job.export.queue;

import io.ringflow.capture.serial.StateFormat;
import io.ringflow.job.export.Chunk;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueStateTest {

    @Test
    void keepsBytesOfItsVersionAndRefusesOthers() throws Exception {
        QueueState state =
                new QueueState(
                        "0-a",
                        9,
                        new byte[] {1, 2},
                        new ExportCounts(5, 3, 2),
                        List.of(new Chunk(8, 4, new byte[] {'a', 'b', 'c'})));
        new StateFormat(
                        "QueueState",
                        QueueState.class,
                        1,
                        1,
                        state.toBytes(),
                        (version, bytes) -> {
                            byte[] changed = bytes.clone();
                            ByteBuffer.wrap(changed).putInt(version);
                            return QueueState.from(changed).toBytes();
                        })
                .check();
    }
}
