package io.ringflow.job.export.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.EveEvents;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Deliveries to files, for tests. */
final class FileFixture {

    static final byte[] NEW = Delivery.NO_POSITION;

    private FileFixture() {}

    /** Parts of a CSV export that has the bytes of flows. */
    static FileTarget parts(Path directory, Compression compression, long size) {
        FileForm form =
                new FileForm(
                        FlowWriter.Format.CSV,
                        compression,
                        CsvText.SAFE,
                        0,
                        List.of(FlowField.BYTES),
                        EveEvents.FLOW);
        return new FileTarget(directory.toString(), new Roll(size, Duration.ofHours(1)), form);
    }

    static DeliveryContext context(boolean live, boolean restored, byte[] position) {
        return new DeliveryContext("e", "job", "web", "0-ab", restored, live, position);
    }

    /** A live export that was restored on a host. */
    static DeliveryContext context(String host, byte[] position) {
        return new DeliveryContext("e", "job", host, "0-ab", true, true, position);
    }

    static List<Chunk> batch(String... texts) {
        return Stream.of(texts).map(text -> new Chunk(0, 1, text.getBytes(UTF_8))).toList();
    }
}
