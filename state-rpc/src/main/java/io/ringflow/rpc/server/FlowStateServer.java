package io.ringflow.rpc.server;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.ringflow.model.state.FlowState;
import io.ringflow.rpc.wire.BearerToken;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the part of one job's state that this process holds. Thread-safe; the caller that starts a
 * server also stops it.
 */
public final class FlowStateServer {

    private static final Logger LOG = LoggerFactory.getLogger(FlowStateServer.class);
    private static final java.util.logging.Logger CONNECTIONS =
            java.util.logging.Logger.getLogger(
                    "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        // A client that leaves in the middle of a stream is normal: its stack trace says nothing.
        CONNECTIONS.setLevel(Level.SEVERE);
    }

    private static final int MAX_QUESTION_BYTES = 64 << 10;
    private static final int GRPC_THREADS = 2;

    /** How long calls may take to notice that they end; a TaskManager's RPC thread waits for it. */
    private static final long STOP_SECONDS = 1;

    private final String job;
    private final Server server;
    private final ExecutorService grpcThreads;
    private final CallPool calls;
    private final CallPool streams;

    private FlowStateServer(
            String job,
            Server server,
            ExecutorService grpcThreads,
            CallPool calls,
            CallPool streams) {
        this.job = job;
        this.server = server;
        this.grpcThreads = grpcThreads;
        this.calls = calls;
        this.streams = streams;
    }

    /**
     * Starts a server on the first free port.
     *
     * @param served identifies the job and the host to clients
     * @param state answers the calls
     * @param claimed the part of the job's state that answers cover
     * @throws StateServiceException if no port is free, or a file is missing or invalid
     */
    public static FlowStateServer start(
            ServedJob served,
            FlowState state,
            ClaimedState claimed,
            StateServiceSettings settings) {
        CallPool calls = new CallPool("calls", settings.limits().maxCalls());
        CallPool streams = new CallPool("streams", settings.limits().maxStreams());
        ExecutorService grpcThreads =
                Executors.newFixedThreadPool(
                        GRPC_THREADS,
                        Thread.ofPlatform().daemon().name("ringflow-state-grpc-", 0).factory());
        String process = UUID.randomUUID().toString().replace("-", "");
        try {
            StateCalls service =
                    new StateCalls(
                            served,
                            state,
                            claimed,
                            new SettledState(process, claimed::now),
                            settings.limits(),
                            calls,
                            streams);
            Server server = listen(settings, service, grpcThreads);
            LOG.info(
                    "Serving the state of job {} at {}:{} ({}, {})",
                    served.job(),
                    settings.host(),
                    server.getPort(),
                    settings.tls() ? "TLS" : "without TLS",
                    settings.access().tokenFile().isEmpty() ? "without token" : "with token");
            return new FlowStateServer(served.job(), server, grpcThreads, calls, streams);
        } catch (RuntimeException e) {
            grpcThreads.shutdownNow();
            calls.close();
            streams.close();
            throw e;
        }
    }

    private static Server listen(
            StateServiceSettings settings, StateCalls service, ExecutorService grpcThreads) {
        int ports = settings.port() == 0 ? 1 : StateServiceSettings.PORTS;
        IOException taken = null;
        for (int i = 0; i < ports; i++) {
            InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port() + i);
            try {
                return builder(settings, address)
                        .executor(grpcThreads)
                        .addService(service)
                        .build()
                        .start();
            } catch (IOException e) {
                if (!isTaken(e)) {
                    throw new StateServiceException(
                            "query.state.host: can't listen on " + settings.host(), e);
                }
                taken = e;
            }
        }
        throw new StateServiceException(
                "query.state.port: none of the ports "
                        + settings.port()
                        + " to "
                        + (settings.port() + ports - 1)
                        + " is free on "
                        + settings.host(),
                taken);
    }

    private static boolean isTaken(IOException failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return !String.valueOf(cause.getMessage()).contains("assign requested address");
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static NettyServerBuilder builder(
            StateServiceSettings settings, InetSocketAddress address) {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address)
                        .maxInboundMessageSize(MAX_QUESTION_BYTES)
                        .permitKeepAliveTime(5, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .maxConcurrentCallsPerConnection(
                                2
                                        * (settings.limits().maxCalls()
                                                + settings.limits().maxStreams()));
        StateServiceSettings.Access access = settings.access();
        if (settings.tls()) {
            try {
                builder.useTransportSecurity(
                        new File(access.certificateFile()), new File(access.keyFile()));
            } catch (UncheckedIOException | IllegalArgumentException e) {
                throw new StateServiceException(
                        "query.state.tls: "
                                + access.certificateFile()
                                + " and "
                                + access.keyFile()
                                + " must be a certificate chain and its PKCS #8 key, both PEM",
                        e);
            }
        }
        if (!access.tokenFile().isEmpty()) {
            builder.intercept(new TokenCheck(token(Path.of(access.tokenFile()))));
        }
        return builder;
    }

    private static BearerToken token(Path file) {
        try {
            return BearerToken.read(file);
        } catch (IOException e) {
            throw new StateServiceException("query.state.tokenFile: " + file + " can't be read", e);
        } catch (IllegalArgumentException e) {
            throw new StateServiceException("query.state.tokenFile: " + e.getMessage(), e);
        }
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return server.getPort();
    }

    /** Ends all calls and releases the port. Idempotent. */
    public void stop() {
        server.shutdownNow();
        calls.close();
        streams.close();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "Calls to the state service of job {} have not ended after {} s",
                        job,
                        STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        grpcThreads.shutdown();
        LOG.info("No longer serving the state of job {}", job);
    }
}
