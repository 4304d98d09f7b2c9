package io.ringflow.server.api.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.FakeFlowState;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffff_ffffL, FakeFlowState.START_NANOS, Long.MAX_VALUE})
    void keepsTheReferenceOfDurationsForTheNextPage(long moment) {
        PageCursor first = PageCursor.pinned(Optional.empty(), () -> moment);
        PageCursor second =
                PageCursor.pinned(
                        Optional.of(first.text("c0ffee.1")),
                        () -> {
                            throw new AssertionError("asked again");
                        });
        assertThat(second.reference()).hasValue(moment);
        assertThat(second.ofState()).isEqualTo("c0ffee.1");
    }
}
