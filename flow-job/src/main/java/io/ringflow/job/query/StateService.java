package io.ringflow.job.query;

import io.ringflow.model.state.FlowState;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;

/**
 * Offers a job's state to other processes while tasks of the job run in this one. The operators
 * carry it to where they run.
 */
@FunctionalInterface
public interface StateService extends Serializable {

    /** Offers nothing: whoever asks is in this process. */
    StateService NONE = (job, state, claims) -> () -> {};

    /**
     * Starts, in the thread of the job's first task in this process. An exception fails the task.
     *
     * @param state answers from the job's state in this process
     * @param claims which part of the job's state that is, at the moment of asking
     */
    Running start(JobID job, FlowState state, Supplier<Claims> claims);

    /** A service that was started. */
    @FunctionalInterface
    interface Running {

        /** Stops, in the thread of the job's last task in this process; does not throw. */
        void stop();
    }
}
