package io.ringflow.cli;

import io.ringflow.model.CaptureGap;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowPage;
import io.ringflow.model.FlowQuery;
import io.ringflow.model.FlowState;
import io.ringflow.model.FlowStatistics;
import io.ringflow.model.InterfaceStatus;
import io.ringflow.model.JobHealth;
import java.util.List;
import java.util.Optional;

/** A state without flows, which stands in until the job has one of its own. */
final class EmptyState implements FlowState {

    @Override
    public FlowPage flows(FlowQuery query) {
        return new FlowPage(List.of(), 0, Long.MIN_VALUE);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        return Optional.empty();
    }

    @Override
    public FlowStatistics statistics() {
        return new FlowStatistics(
                0, 0, 0, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0, 0, 0, 0, 0, 0, Long.MIN_VALUE);
    }

    @Override
    public List<InterfaceStatus> interfaces() {
        return List.of();
    }

    @Override
    public List<CaptureGap> gaps() {
        return List.of();
    }

    @Override
    public JobHealth health() {
        return new JobHealth(0, 0, Long.MIN_VALUE, "no job");
    }
}
