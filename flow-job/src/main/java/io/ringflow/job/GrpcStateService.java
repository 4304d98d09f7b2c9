package io.ringflow.job;

import io.ringflow.capture.host.HostName;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.model.state.FlowState;
import io.ringflow.rpc.server.ClaimedState;
import io.ringflow.rpc.server.FlowStateServer;
import io.ringflow.rpc.server.ServedJob;
import io.ringflow.rpc.server.StateServiceSettings;
import org.apache.flink.api.common.JobID;

/** Serves a job's state over gRPC in every process that runs tasks of the job. */
public record GrpcStateService(StateServiceSettings settings) implements StateService {

    private static final long serialVersionUID = 1;

    @Override
    public Running start(JobID job, ClaimedState claimed) {
        FlowState state = new LocalFlowState(job);
        FlowStateServer server =
                FlowStateServer.start(
                        new ServedJob(job.toHexString(), HostName.get()), state, claimed, settings);
        return server::stop;
    }
}
