package io.ringflow.job.export.file;

import io.ringflow.job.StateFormat;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilePositionTest {

    @Test
    void keepsBytesOfItsVersionAndRefusesOthers() throws Exception {
        FilePosition position = new FilePosition("host-a", 1, 2, 3, List.of(4L, 5L));
        new StateFormat(
                        "FilePosition",
                        FilePosition.class,
                        1,
                        1,
                        position.toBytes(),
                        (version, bytes) -> {
                            byte[] changed = bytes.clone();
                            ByteBuffer.wrap(changed).putInt(version);
                            return FilePosition.from(changed, "host-b").toBytes();
                        })
                .check();
    }
}
