package io.ringflow.job.publish;

import io.ringflow.rpc.server.ClaimedState;
import java.io.Serializable;
import org.apache.flink.api.common.JobID;

/**
 * Offers the published state of a job to other processes while tasks of the job run in this one.
 * The operators are serialized with it.
 */
@FunctionalInterface
public interface StateService extends Serializable {

    /** Offers nothing: all queries come from this process. */
    StateService NONE = (job, claimed) -> () -> {};

    /**
     * Starts the service. Called by the thread of the job's first task in this process, which fails
     * if this throws.
     *
     * @param claimed the part of the state that this process answers for
     */
    Running start(JobID job, ClaimedState claimed);

    /** A started service. */
    @FunctionalInterface
    interface Running {

        /**
         * Stops the service. Called by the thread of the job's last task in this process; does not
         * throw.
         */
        void stop();
    }
}
