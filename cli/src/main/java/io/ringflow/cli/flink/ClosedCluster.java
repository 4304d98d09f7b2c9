package io.ringflow.cli.flink;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponent;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.RestEndpointFactory;
import org.apache.flink.runtime.rest.SessionRestEndpointFactory;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.security.token.DelegationTokenManager;
import org.apache.flink.runtime.webmonitor.WebMonitorEndpoint;
import org.apache.flink.runtime.webmonitor.retriever.MetricQueryServiceRetriever;
import org.apache.flink.util.Reference;

/**
 * Flink's cluster in one process, with the ports closed that are not needed there: the BLOB
 * server's and, unless it is wanted, the REST server's. Flink can't start without opening them.
 */
@SuppressWarnings("try") // Flink's close throws Exception
final class ClosedCluster extends MiniCluster {

    private final boolean rest;
    private final CompletableFuture<WebMonitorEndpoint<?>> endpoint = new CompletableFuture<>();

    /**
     * Creates a cluster.
     *
     * @param rest true if the REST server stays open
     */
    ClosedCluster(MiniClusterConfiguration settings, boolean rest, Reference<RpcSystem> rpc) {
        super(settings, () -> rpc);
        this.rest = rest;
    }

    @Override
    protected Collection<? extends DispatcherResourceManagerComponent>
            createDispatcherResourceManagerComponents(
                    Configuration settings,
                    RpcServiceFactory rpc,
                    BlobServer blobs,
                    HeartbeatServices heartbeats,
                    DelegationTokenManager tokens,
                    MetricRegistry metrics,
                    MetricQueryServiceRetriever retriever,
                    FatalErrorHandler failures)
                    throws Exception {
        // The server keeps its directory, which the cluster uses, but takes no connections.
        blobs.close();
        var components =
                super.createDispatcherResourceManagerComponents(
                        settings, rpc, blobs, heartbeats, tokens, metrics, retriever, failures);
        if (!rest) {
            endpoint.join().closeAsync().join();
        }
        return components;
    }

    @Override
    protected DispatcherResourceManagerComponentFactory
            createDispatcherResourceManagerComponentFactory() {
        RestEndpointFactory<DispatcherGateway> factory =
                (settings, dispatcher, resources, blobs, executor, metrics, election, failures) -> {
                    WebMonitorEndpoint<DispatcherGateway> created =
                            SessionRestEndpointFactory.INSTANCE.createRestEndpoint(
                                    settings,
                                    dispatcher,
                                    resources,
                                    blobs,
                                    executor,
                                    metrics,
                                    election,
                                    failures);
                    endpoint.complete(created);
                    return created;
                };
        return new DefaultDispatcherResourceManagerComponentFactory(
                DefaultDispatcherRunnerFactory.createSessionRunner(
                        SessionDispatcherFactory.INSTANCE),
                StandaloneResourceManagerFactory.getInstance(),
                factory);
    }
}
