package io.ringflow.rpc.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.state.StateException;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.StateParts;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import io.ringflow.rpc.wire.v1.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out which process answers at an endpoint. Thread-safe. */
final class Greeter {

    private static final int CONNECT_MILLIS = 500;
    private static final long HELLO_MILLIS = 1000;

    private final Channels channels;

    Greeter(Channels channels) {
        this.channels = channels;
    }

    /**
     * The outcome of a greeting.
     *
     * @param process the process that answered; empty if none did
     * @param channel the connection to reuse at the next greeting; empty if nothing listens
     * @param problem why an endpoint that listens did not answer
     */
    record Contact(
            Optional<StateProcess> process,
            Optional<ManagedChannel> channel,
            Optional<String> problem) {

        /** Nothing listens at the endpoint. */
        static final Contact NONE =
                new Contact(Optional.empty(), Optional.empty(), Optional.empty());

        /** A greeting that failed, and whose channel, if any, is closed. */
        static Contact failed(String sentence) {
            return new Contact(Optional.empty(), Optional.empty(), Optional.of(sentence));
        }

        void close() {
            channel.ifPresent(ManagedChannel::shutdownNow);
        }
    }

    /**
     * Greets the process at an endpoint; never throws.
     *
     * @param known the outcome of the previous greeting
     * @param elsewhere what running tasks of other processes answer for; it tells the process what
     *     it need not keep any longer
     */
    Contact greet(Endpoint endpoint, Contact known, StateParts elsewhere) {
        Wire.HelloRequest request =
                elsewhere.isEmpty()
                        ? Wire.HelloRequest.getDefaultInstance()
                        : Wire.HelloRequest.newBuilder()
                                .setClaimedElsewhere(elsewhere.toWire())
                                .build();
        return known.channel().isPresent()
                ? greet(endpoint, known.channel().get(), request)
                : open(endpoint, request);
    }

    /** Only a new channel needs the address: a name service that is away cuts no connection. */
    private Contact open(Endpoint endpoint, Wire.HelloRequest request) {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            return Contact.failed("the host name of " + endpoint + " can't be resolved");
        }
        if (!listens(address)) {
            return Contact.NONE;
        }
        ManagedChannel channel;
        try {
            channel = channels.open(endpoint, address);
        } catch (IllegalArgumentException e) {
            return Contact.failed(e.getMessage());
        }
        return greet(endpoint, channel, request);
    }

    private static Contact greet(
            Endpoint endpoint, ManagedChannel channel, Wire.HelloRequest request) {
        try {
            Wire.HelloAnswer hello =
                    FlowStateGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(HELLO_MILLIS, TimeUnit.MILLISECONDS)
                            .hello(request);
            StateProcess process =
                    new StateProcess(
                            endpoint,
                            hello.getJob(),
                            AnswerPart.from(hello.getPart()),
                            StateParts.from(hello.getKept()),
                            channel);
            return new Contact(Optional.of(process), Optional.of(channel), Optional.empty());
        } catch (StatusRuntimeException e) {
            return failed(channel, StateStatus.toException(endpoint.toString(), e));
        } catch (IllegalArgumentException e) {
            channel.shutdownNow();
            return Contact.failed(endpoint + ": " + e.getMessage());
        }
    }

    private static Contact failed(ManagedChannel channel, StateException failure) {
        boolean slow = failure.reason() == StateException.Reason.TIMEOUT;
        if (!slow) {
            channel.shutdownNow();
        }
        return new Contact(
                Optional.empty(),
                slow ? Optional.of(channel) : Optional.empty(),
                Optional.of(failure.getMessage()));
    }

    /** Cheaper than a gRPC connection, since nothing listens on most ports. */
    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
