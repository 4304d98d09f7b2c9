package io.ringflow.rpc.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.util.Arrays;
import java.util.Optional;

/**
 * Converts failures to gRPC statuses and back. The reason is sent in a trailer, because gRPC uses
 * the same codes for its own failures.
 */
public final class StateStatus {

    /** The trailer with the name of a {@link Reason}. */
    static final Metadata.Key<String> REASON =
            Metadata.Key.of("ringflow-reason", Metadata.ASCII_STRING_MARSHALLER);

    private StateStatus() {}

    /** The status with which a service ends a call; does not reveal the message of a bug. */
    public static StatusRuntimeException of(Throwable failure) {
        return switch (failure) {
            case StateException e -> status(code(e.reason()), e.reason(), e.getMessage());
            case StatusRuntimeException e -> e;
            case FilterException e ->
                    status(Status.INVALID_ARGUMENT, Reason.REFUSED, e.getMessage());
            case IllegalArgumentException e ->
                    status(Status.INVALID_ARGUMENT, Reason.REFUSED, e.getMessage());
            case UnsupportedOperationException e ->
                    status(Status.UNIMPLEMENTED, Reason.REFUSED, "this is not answered here");
            default ->
                    status(
                            Status.INTERNAL,
                            Reason.UNAVAILABLE,
                            "failed; the log of the process says why");
        };
    }

    private static StatusRuntimeException status(Status status, Reason reason, String message) {
        Metadata trailers = new Metadata();
        trailers.put(REASON, reason.name());
        return status.withDescription(message).asRuntimeException(trailers);
    }

    private static Status code(Reason reason) {
        return switch (reason) {
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case TIMEOUT -> Status.DEADLINE_EXCEEDED;
            case REFUSED -> Status.FAILED_PRECONDITION;
            case CURSOR_GONE -> Status.ABORTED;
            case BUSY -> Status.RESOURCE_EXHAUSTED;
        };
    }

    /**
     * The meaning of a failed call.
     *
     * @param who the process that was asked, such as {@code host-b:9440}
     */
    public static StateException toException(String who, StatusRuntimeException failure) {
        Status status = failure.getStatus();
        Reason reason = reason(failure);
        String message =
                switch (status.getCode()) {
                    case DEADLINE_EXCEEDED -> who + " did not answer in time";
                    case UNAUTHENTICATED ->
                            who + " refuses the token; query.state.tokenFile must hold its token";
                    case CANCELLED -> "the query to " + who + " was cancelled";
                    case UNAVAILABLE ->
                            hasReason(failure)
                                    ? who + ": " + status.getDescription()
                                    : who + " can't be reached";
                    case RESOURCE_EXHAUSTED ->
                            hasReason(failure)
                                    ? who + ": " + status.getDescription()
                                    : who + " has an answer that is too large; ask for less";
                    default -> who + ": " + status.getDescription();
                };
        return new StateException(reason, message, failure);
    }

    private static boolean hasReason(StatusRuntimeException failure) {
        return sentReason(failure).isPresent();
    }

    private static Optional<Reason> sentReason(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        String name = trailers == null ? null : trailers.get(REASON);
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findAny();
    }

    private static Reason reason(StatusRuntimeException failure) {
        return sentReason(failure)
                .orElseGet(
                        () ->
                                switch (failure.getStatus().getCode()) {
                                    case DEADLINE_EXCEEDED, CANCELLED -> Reason.TIMEOUT;
                                    case RESOURCE_EXHAUSTED -> Reason.REFUSED;
                                    default -> Reason.UNAVAILABLE;
                                });
    }
}
