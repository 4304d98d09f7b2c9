package io.ringflow.rpc.client;

import io.ringflow.model.Flow;
import io.ringflow.model.Waiting;
import io.ringflow.rpc.discovery.Discovery;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.discovery.FixedDiscovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Three fake processes, each with a third of the shards, and a client. Closed by the test. */
final class FakeCluster implements AutoCloseable {

    static final int SHARDS = 24;
    static final int PROCESSES = 3;

    final List<FakeProcess> processes = new ArrayList<>();
    final ClusterFlowState state;

    FakeCluster(List<Flow> flows) {
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(process(flows, i, 0));
        }
        state = client(processes.stream().map(FakeProcess::endpoint).toList());
        Waiting.until("all processes", () -> state.health().complete());
    }

    /** A client that discovers every 50 ms and waits three seconds for answers. */
    static ClusterFlowState client(List<Endpoint> endpoints) {
        return client(new FixedDiscovery("", endpoints));
    }

    static ClusterFlowState client(Discovery discovery) {
        return client(discovery, Duration.ofMillis(50));
    }

    static ClusterFlowState client(Discovery discovery, Duration refresh) {
        return new ClusterFlowState(
                new StateClientSettings(
                        discovery,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(3),
                        refresh));
    }

    static FakeProcess process(List<Flow> flows, int number, int port) {
        BitSet shards = shards(number);
        List<Flow> own =
                flows.stream().filter(flow -> shards.get(flow.id().shard(SHARDS))).toList();
        return new FakeProcess(
                new MemoryState(own, shards.cardinality(), SHARDS), shards, SHARDS, port);
    }

    static BitSet shards(int number) {
        BitSet shards = new BitSet();
        shards.set(number * SHARDS / PROCESSES, (number + 1) * SHARDS / PROCESSES);
        return shards;
    }

    @Override
    public void close() {
        state.close();
        processes.forEach(FakeProcess::close);
    }
}
