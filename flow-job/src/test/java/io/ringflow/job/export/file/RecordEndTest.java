package io.ringflow.job.export.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.format.FlowWriter.Format;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordEndTest {

    private static int within(String chunk, Format format) {
        byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
        return RecordEnd.within(bytes, bytes.length, format);
    }

    @Test
    void findsEndOfLastCompleteLine() {
        assertThat(within("", Format.NDJSON)).isZero();
        assertThat(within("{\"a\":1", Format.NDJSON)).isZero();
        assertThat(within("{}\n{\"a\":\"\\\"\"}\n{\"b", Format.NDJSON)).isEqualTo(14);
    }

    @Test
    void ignoresLineBreakWithinQuotesOfACsvRecord() {
        assertThat(within("a,b\nc,\"d\ne", Format.CSV)).isEqualTo(4);
        assertThat(within("a,b\nc,\"d\n\"\"e\"\n", Format.CSV)).isEqualTo(14);
    }
}
