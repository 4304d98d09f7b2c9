package io.ringflow.job.service;

import io.ringflow.capture.source.HostName;
import io.ringflow.job.query.Claims;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.query.StateService;
import io.ringflow.model.state.FlowState;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;

/** Serves a job's state over gRPC in every process that runs tasks of the job. */
public record GrpcStateService(StateServiceSettings settings) implements StateService {

    private static final long serialVersionUID = 1;

    @Override
    public Running start(JobID job, Supplier<Claims> claims) {
        FlowState state = new LocalFlowState(job);
        FlowStateServer server =
                FlowStateServer.start(
                        new ServedJob(job.toHexString(), HostName.get()), state, claims, settings);
        return server::stop;
    }
}
