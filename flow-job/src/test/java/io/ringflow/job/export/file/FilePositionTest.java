package io.ringflow.job.export.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.serial.StateFormat;
import io.ringflow.model.GoldenBytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilePositionTest {

    @Test
    void keepsBytesOfItsVersionAndRefusesOthers() throws Exception {
        FilePosition position =
                new FilePosition(
                        "host-a", 1, 2, 3, List.of(4L, 5L), List.of(new LeftPart("host-b", 6, 7)));
        new StateFormat(
                        "FilePosition",
                        FilePosition.class,
                        1,
                        2,
                        position.toBytes(),
                        (version, bytes) -> {
                            byte[] changed = bytes.clone();
                            ByteBuffer.wrap(changed).putInt(version);
                            return FilePosition.from(changed, "host-b").toBytes();
                        })
                .check();
    }

    @Test
    void readsVersionWithoutPartsOnOtherHosts() throws Exception {
        FilePosition read = FilePosition.from(GoldenBytes.read("FilePosition-1"), "host-b");
        assertThat(read).isEqualTo(new FilePosition("host-a", 1, 2, 3, List.of(4L, 5L), List.of()));
    }
}
