package io.ringflow.rpc.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.state.StateException;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.StateParts;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import io.ringflow.rpc.wire.v1.FlowStateGrpc.FlowStateBlockingStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A process that answers for a part of the job, as of its last greeting.
 *
 * @param endpoint its host and port
 * @param job the job's id
 * @param part its id, and what it answers for
 * @param kept what of it closed tasks have left
 * @param channel the connection, which is kept from greeting to greeting
 */
record StateProcess(
        Endpoint endpoint, String job, AnswerPart part, StateParts kept, ManagedChannel channel) {

    String id() {
        return part.process();
    }

    /** Returns false if nothing but captures ran in this process at its last greeting. */
    boolean holdsState() {
        return !part.parts().isEmpty();
    }

    /** What running tasks of this process answer for. */
    StateParts running() {
        return part.parts().without(kept);
    }

    /**
     * Asks this process. An interrupt cancels the call.
     *
     * @throws StateException if it does not answer; the message starts with the endpoint
     */
    <T> T ask(Duration timeout, Function<FlowStateBlockingStub, T> question) {
        try {
            return question.apply(
                    FlowStateGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (StatusRuntimeException e) {
            throw StateStatus.toException(endpoint.toString(), e);
        } catch (IllegalArgumentException e) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE, endpoint + ": " + e.getMessage(), e);
        }
    }

    /** A stub for streams, which end with the gRPC context of the calling thread. */
    FlowStateBlockingStub streams() {
        return FlowStateGrpc.newBlockingStub(channel);
    }
}
