package io.ringflow.rpc.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.wire.BearerToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens gRPC channels to processes of the job. The caller closes the channels. Thread-safe. */
final class Channels {

    private static final int MAX_ANSWER_BYTES = 9 << 20;

    /** Without TLS only this machine is asked, so that nobody can read flows or the token. */
    private final Optional<SslContext> tls;

    private final Optional<BearerToken> token;
    private final Optional<String> serverName;

    /**
     * Reads the token and the certificates that the settings name.
     *
     * @throws IllegalArgumentException if a file is missing or malformed
     */
    Channels(StateClientSettings settings) {
        this.tls = settings.authorityFile().map(Channels::tls);
        this.token = settings.tokenFile().map(Channels::token);
        this.serverName = settings.serverName();
    }

    private static SslContext tls(Path authorities) {
        try {
            return GrpcSslContexts.forClient().trustManager(authorities.toFile()).build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "query.state.tls.authorityFile: " + authorities + " is not a PEM certificate",
                    e);
        }
    }

    private static BearerToken token(Path file) {
        try {
            return BearerToken.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "query.state.tokenFile: " + file + " can't be read", e);
        }
    }

    /**
     * Opens a channel, which connects at the first call.
     *
     * @throws IllegalArgumentException if it would leave this machine unencrypted
     */
    ManagedChannel open(Endpoint endpoint, InetSocketAddress address) {
        if (tls.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    endpoint
                            + " is not on this machine; set query.state.tls.authorityFile to ask"
                            + " it");
        }
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(address)
                        .maxInboundMessageSize(MAX_ANSWER_BYTES)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .keepAliveTimeout(5, TimeUnit.SECONDS)
                        .disableServiceConfigLookUp()
                        .disableRetry();
        if (tls.isPresent()) {
            builder.sslContext(tls.get()).overrideAuthority(serverName.orElse(endpoint.host()));
        } else {
            builder.usePlaintext();
        }
        token.ifPresent(bearer -> builder.intercept(new TokenInterceptor(bearer)));
        return builder.build();
    }

    /** Adds the token to the headers of each call. */
    private record TokenInterceptor(BearerToken token) implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(
                MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(
                    next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    token.addTo(headers);
                    super.start(listener, headers);
                }
            };
        }
    }
}
