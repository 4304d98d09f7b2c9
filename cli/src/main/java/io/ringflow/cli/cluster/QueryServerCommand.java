package io.ringflow.cli.cluster;

import io.ringflow.cli.config.ClusterConfiguration;
import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.config.settings.StateAccess;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.guard.ClusterToken;
import io.ringflow.cli.guard.RestTls;
import io.ringflow.cli.job.LocalQueryServer;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.rpc.client.StateClientSettings;
import io.ringflow.rpc.discovery.Discovery;
import io.ringflow.rpc.discovery.FixedDiscovery;
import io.ringflow.rpc.discovery.FlinkDiscovery;
import io.ringflow.rpc.discovery.FlinkDiscovery.RestServer;
import io.ringflow.rpc.server.StateServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringflow query-server}: answers queries about the job that runs on a cluster. */
@Command(
        name = "query-server",
        description = "Serve REST, WebSocket and metrics of the job that runs on a cluster.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class QueryServerCommand implements Callable<Integer> {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final Terminal terminal;

    @Mixin private CommonOptions common;

    public QueryServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        LogSetup.apply(configuration.log());
        terminal.stop().endsAtOnce();
        try (ClusterFlowState state = state(configuration);
                LocalQueryServer queries =
                        LocalQueryServer.start(
                                configuration.query(), state, configuration.history())) {
            terminal.say("REST at " + queries.address() + "/api/v1/flows");
            terminal.stop().endsInOrder();
            terminal.stop().requested().get();
        }
        return ExitStatus.DONE;
    }

    private ClusterFlowState state(Configuration configuration) {
        StateAccess access = configuration.cluster().stateAccess();
        try {
            return new ClusterFlowState(
                    new StateClientSettings(
                            discovery(configuration),
                            access.tokenFile(),
                            access.authorityFile(),
                            access.serverName(),
                            CALL_TIMEOUT,
                            REFRESH));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.wrong(e.getMessage());
        }
    }

    private static Optional<SSLContext> tls(URI rest, Map<String, String> given) {
        if (!rest.getScheme().equals("https")) {
            return Optional.empty();
        }
        try {
            return Optional.of(RestTls.of(given));
        } catch (IOException e) {
            throw CommandFailure.wrong(
                    "Flink's REST server needs TLS, but a key store can't be read: "
                            + e.getMessage()
                            + "; make it readable, or set query.state.addresses");
        }
    }

    private Discovery discovery(Configuration configuration) {
        ClusterConfiguration cluster = configuration.cluster();
        StateAccess access = cluster.stateAccess();
        if (!access.addresses().isEmpty()) {
            terminal.say("using the state services at " + access.addresses());
            return new FixedDiscovery("", access.addresses());
        }
        Map<String, String> given = ClusterKeys.in(cluster.access().keys(), configuration.flink());
        var rest = FlinkSettings.rest(given);
        terminal.say("asking Flink at " + rest + " for the job and its hosts");
        return new FlinkDiscovery(
                new RestServer(
                        rest,
                        tls(rest, given),
                        () -> ClusterToken.read(cluster.access().tokenFile())),
                "",
                cluster.stateService().port(),
                StateServiceSettings.PORTS);
    }
}
