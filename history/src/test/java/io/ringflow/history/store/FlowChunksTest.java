package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Chunk;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.GoldenBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowChunksTest {

    @Test
    void keepsBytesOfChunksThatACheckpointMayContain() throws Exception {
        Flow flow = FlowFixture.complete();
        byte[] golden = GoldenBytes.check("FlowChunks", Flows.chunk(1, flow, flow).bytes());
        assertThat(FlowChunks.read(List.of(new Chunk(1, 2, golden)))).containsExactly(flow, flow);
    }
}
