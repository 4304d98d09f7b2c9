package io.ringflow.cli.cluster;

import io.ringflow.model.CertificateFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The configuration file of a {@link HostCluster}. */
final class HostConfiguration {

    private HostConfiguration() {}

    static String text(
            Path keys,
            Path token,
            CertificateFiles certificate,
            Path checkpointDirectory,
            int queryPort) {
        return """
        capture:
          interfaces: [eth0]
          filter: udp dst port %d
          ring: {blocks: 8}
        flow: {idleTimeout: {udp: 1h}}
        cluster: {keys: %s, gather: 1s}
        query:
          port: %d
          state:
            host: 0.0.0.0
            tokenFile: %s
            tls: {certificateFile: %s, keyFile: %s, authorityFile: %s, serverName: localhost}
        flink:
          jobmanager.rpc.address: %s
          taskmanager.numberOfTaskSlots: 2
          heartbeat.timeout: 8 s
          jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout: 1 s
          execution.checkpointing.dir: %s
          execution.checkpointing.interval: 1 s
        """
                .formatted(
                        HostNetwork.PORT,
                        keys,
                        queryPort,
                        token,
                        certificate.certificateFile(),
                        certificate.keyFile(),
                        certificate.certificateFile(),
                        HostNetwork.address(1),
                        checkpointDirectory.toUri());
    }

    /**
     * Returns settings by which another JobManager continues the job, with the ZooKeeper server of
     * the first host.
     */
    static Map<String, String> highAvailability(Path directory, int zooKeeperPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("flink.high-availability.type", "zookeeper");
        settings.put(
                "flink.high-availability.zookeeper.quorum",
                HostNetwork.address(1) + ":" + zooKeeperPort);
        settings.put("flink.high-availability.zookeeper.client.session-timeout", "5 s");
        settings.put(
                "flink.high-availability.storageDir", directory.resolve("ha").toUri().toString());
        // Otherwise, each failure would make the next restart wait longer.
        settings.put("flink.restart-strategy.exponential-delay.max-backoff", "500 ms");
        return settings;
    }
}
