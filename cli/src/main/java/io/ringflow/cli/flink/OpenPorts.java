package io.ringflow.cli.flink;

import io.ringflow.server.security.LoopbackName;
import java.util.Optional;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Warnings about Flink's ports whose protocols trust everybody who can reach them. */
public final class OpenPorts {

    private static final String EVERY_ADDRESS = "0.0.0.0";

    private OpenPorts() {}

    /** Returns a warning about a JobManager's ports, or empty if mutual TLS protects them. */
    public static Optional<String> ofJobManager(Configuration settings) {
        boolean single = settings.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("NONE");
        String rpc =
                single
                        ? String.valueOf(settings.get(JobManagerOptions.PORT))
                        : settings.get(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE);
        return warning(
                settings,
                settings.get(JobManagerOptions.BIND_HOST),
                rpc
                        + " (RPC), "
                        + settings.get(BlobServerOptions.PORT)
                        + " (BLOB server), "
                        + settings.get(MetricOptions.QUERY_SERVICE_PORT)
                        + " (metrics)");
    }

    /** Returns a warning about a TaskManager's ports, or empty if mutual TLS protects them. */
    public static Optional<String> ofTaskManager(Configuration settings) {
        return warning(
                settings,
                settings.get(TaskManagerOptions.BIND_HOST),
                settings.get(TaskManagerOptions.RPC_PORT)
                        + " (RPC), "
                        + settings.get(NettyShuffleEnvironmentOptions.DATA_PORT)
                        + " (data), "
                        + settings.get(MetricOptions.QUERY_SERVICE_PORT)
                        + " (metrics)");
    }

    private static Optional<String> warning(Configuration settings, String host, String ports) {
        if (SecurityOptions.isInternalSSLEnabled(settings)) {
            return Optional.empty();
        }
        String address = host == null ? EVERY_ADDRESS : host;
        String who =
                LoopbackName.isLoopback(address)
                        ? "every user of this host"
                        : "whoever reaches them";
        return Optional.of(
                "WARNING: these ports of "
                        + address
                        + " let "
                        + who
                        + " run code as this user: "
                        + ports
                        + "; set cluster.keys to the directory that \"ringflow keys DIRECTORY\""
                        + " makes, on all hosts");
    }
}
