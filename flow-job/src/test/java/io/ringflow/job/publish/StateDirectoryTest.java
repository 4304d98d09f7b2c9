package io.ringflow.job.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

class StateDirectoryTest {

    private final JobID job = new JobID();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();
    private final StateService service =
            (id, claims) -> {
                started.incrementAndGet();
                return stopped::incrementAndGet;
            };

    private StateDirectory join(StateService with) {
        return StateDirectory.join(job, 4, with);
    }

    @Test
    void startsTheServiceWithTheFirstTaskAndStopsItWithTheLast() {
        StateDirectory first = join(service);
        assertThat(join(service)).isSameAs(first);
        first.leave();
        assertThat(stopped).hasValue(0);
        first.leave();
        assertThat(started).hasValue(1);
        assertThat(stopped).hasValue(1);
        assertThat(StateDirectory.of(job)).isEmpty();
    }

    @Test
    void startsTheServiceAgainAfterItsStartHasFailed() throws Exception {
        join(service);
        try (Subscription follower = StateDirectory.subscribe(job, FlowFilter.ALL).orElseThrow()) {
            StateDirectory kept = StateDirectory.of(job).orElseThrow();
            kept.leave();
            StateService failing =
                    (id, claims) -> {
                        throw new IllegalStateException("port in use");
                    };
            assertThatThrownBy(() -> join(failing)).hasMessage("port in use");
            assertThat(join(service)).as("%s is followed", follower).isSameAs(kept);
            assertThat(started).hasValue(2);
            kept.leave();
            assertThat(stopped).hasValue(2);
        }
    }

    @Test
    void staysForTheNextTasksWhileItIsFollowed() throws Exception {
        StateDirectory before = join(service);
        try (Subscription follower = StateDirectory.subscribe(job, FlowFilter.ALL).orElseThrow()) {
            before.leave();
            assertThat(join(service)).as("%s is followed", follower).isSameAs(before);
            before.leave();
        }
        assertThat(StateDirectory.subscribe(new JobID(), FlowFilter.ALL)).isEmpty();
    }
}
