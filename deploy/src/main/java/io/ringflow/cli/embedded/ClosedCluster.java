package io.ringflow.cli.embedded;

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
 * Flink's cluster in one process that closes the ports which nobody needs there: the BLOB server's,
 * and unless it is to be looked at the REST server's. Flink can't start without opening them.
 */
@SuppressWarnings("try") // Flink declares close so
final class ClosedCluster extends MiniCluster {

    private final boolean rest;
    private final CompletableFuture<WebMonitorEndpoint<?>> endpoint = new CompletableFuture<>();

    /**
     * A cluster.
     *
     * @param rest whether its REST server stays open
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
        // It keeps its directory, which is the cluster's; only nothing is taken from outside.
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
        RestEndpointFactory<DispatcherGateway> kept =
                (settings, dispatcher, resources, blobs, executor, metrics, election, failures) -> {
                    WebMonitorEndpoint<DispatcherGateway> made =
                            SessionRestEndpointFactory.INSTANCE.createRestEndpoint(
                                    settings,
                                    dispatcher,
                                    resources,
                                    blobs,
                                    executor,
                                    metrics,
                                    election,
                                    failures);
                    endpoint.complete(made);
                    return made;
                };
        return new DefaultDispatcherResourceManagerComponentFactory(
                DefaultDispatcherRunnerFactory.createSessionRunner(
                        SessionDispatcherFactory.INSTANCE),
                StandaloneResourceManagerFactory.getInstance(),
                kept);
    }
}
