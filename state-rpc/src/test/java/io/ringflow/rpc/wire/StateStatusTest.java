package io.ringflow.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class StateStatusTest {

    private static final String WHO = "host-b:9440";

    private static StateException back(StatusRuntimeException status) {
        return StateStatus.toException(WHO, status);
    }

    @Test
    void convertsEveryReasonWithItsMessage() {
        for (Reason reason : Reason.values()) {
            StateException there = new StateException(reason, "ask for less");
            StateException here = back(StateStatus.of(there));
            assertThat(here.reason()).isEqualTo(reason);
            assertThat(here).hasMessageContaining(WHO);
            if (reason != Reason.TIMEOUT) {
                assertThat(here).hasMessageContaining("ask for less");
            }
        }
    }

    @Test
    void usesTheCodesThatToolsExpect() {
        assertThat(code(new StateException(Reason.BUSY, "")))
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(code(new StateException(Reason.TIMEOUT, "")))
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(code(new IllegalArgumentException("limit")))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        Throwable filter =
                Assertions.catchThrowable(() -> FlowFilter.parse("no such field here = 1"));
        assertThat(code(filter)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private static Status.Code code(Throwable failure) {
        return StateStatus.of(failure).getStatus().getCode();
    }

    @Test
    void hidesTheMessageOfABug() {
        StatusRuntimeException status = StateStatus.of(new NullPointerException("secret"));
        assertThat(status).hasMessageNotContaining("secret");
        assertThat(status.getCause()).isNull();
        assertThat(back(status).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void derivesReasonsFromFailuresOfGrpc() {
        assertThat(back(Status.UNAVAILABLE.asRuntimeException()))
                .hasMessage(WHO + " can't be reached")
                .extracting(StateException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(back(Status.DEADLINE_EXCEEDED.asRuntimeException()))
                .hasMessage(WHO + " did not answer in time")
                .extracting(StateException::reason)
                .isEqualTo(Reason.TIMEOUT);
        assertThat(back(Status.RESOURCE_EXHAUSTED.asRuntimeException()).reason())
                .isEqualTo(Reason.REFUSED);
        assertThat(back(Status.UNAUTHENTICATED.asRuntimeException()))
                .hasMessageContaining("query.state.tokenFile");
    }
}
