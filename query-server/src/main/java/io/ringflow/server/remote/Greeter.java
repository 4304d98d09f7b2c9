package io.ringflow.server.remote;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.wire.AnswerPart;
import io.ringflow.model.state.wire.StateStatus;
import io.ringflow.model.state.wire.v1.FlowStateGrpc;
import io.ringflow.model.state.wire.v1.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out who answers at an endpoint. */
final class Greeter {

    private static final int CONNECT_MILLIS = 500;
    private static final long HELLO_MILLIS = 1000;

    private final Channels channels;

    Greeter(Channels channels) {
        this.channels = channels;
    }

    /**
     * What is known of an endpoint.
     *
     * @param process who answers; nothing where nobody does, or not now
     * @param channel the connection, kept where somebody listens
     * @param problem why somebody who listens does not answer
     */
    record Contact(
            Optional<StateProcess> process,
            Optional<ManagedChannel> channel,
            Optional<String> problem) {

        /** Nobody listens. */
        static final Contact NONE =
                new Contact(Optional.empty(), Optional.empty(), Optional.empty());

        void close() {
            channel.ifPresent(ManagedChannel::shutdownNow);
        }
    }

    /** Greets whoever is at an endpoint; does not throw. */
    Contact greet(Endpoint endpoint, Contact known) {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            known.close();
            return problem("the host name of " + endpoint + " is not known here");
        }
        if (known.channel().isEmpty() && !listens(address)) {
            return Contact.NONE;
        }
        ManagedChannel channel;
        try {
            channel = known.channel().orElseGet(() -> channels.open(endpoint, address));
        } catch (IllegalArgumentException e) {
            return problem(e.getMessage());
        }
        try {
            Wire.HelloAnswer hello =
                    FlowStateGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(HELLO_MILLIS, TimeUnit.MILLISECONDS)
                            .hello(Wire.HelloRequest.getDefaultInstance());
            StateProcess process =
                    new StateProcess(
                            endpoint, hello.getJob(), AnswerPart.from(hello.getPart()), channel);
            return new Contact(Optional.of(process), Optional.of(channel), Optional.empty());
        } catch (StatusRuntimeException e) {
            return failed(channel, StateStatus.toException(endpoint.toString(), e));
        } catch (IllegalArgumentException e) {
            channel.shutdownNow();
            return problem(endpoint + ": " + e.getMessage());
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

    private static Contact problem(String sentence) {
        return new Contact(Optional.empty(), Optional.empty(), Optional.of(sentence));
    }

    /** Cheaper than a connection of gRPC, and most ports have nobody. */
    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
