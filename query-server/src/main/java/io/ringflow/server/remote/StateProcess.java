package io.ringflow.server.remote;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.wire.AnswerPart;
import io.ringflow.model.state.wire.StateStatus;
import io.ringflow.model.state.wire.v1.FlowStateGrpc;
import io.ringflow.model.state.wire.v1.FlowStateGrpc.FlowStateBlockingStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A process that answers for a part of the job, as it was when it was greeted last.
 *
 * @param endpoint where it answers
 * @param job the job's id
 * @param part its identity, and the shards that it answers for
 * @param channel the connection; kept from greeting to greeting
 */
record StateProcess(Endpoint endpoint, String job, AnswerPart part, ManagedChannel channel) {

    /** Its identity. */
    String id() {
        return part.process();
    }

    /**
     * Asks it; an interrupt cancels the call.
     *
     * @throws StateException where it does not answer, with its name
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

    /** Its streams; they end with the context of the thread that asks. */
    FlowStateBlockingStub streams() {
        return FlowStateGrpc.newBlockingStub(channel);
    }
}
