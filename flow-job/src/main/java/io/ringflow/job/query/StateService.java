package io.ringflow.job.query;

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
    StateService NONE = (job, claims) -> () -> {};

    /**
     * Starts, in the thread of the job's first task in this process. An exception fails the task.
     *
     * @param claims which part of the job's state that is, at the moment of asking
     */
    Running start(JobID job, Supplier<Claims> claims);

    /** A service that was started. */
    @FunctionalInterface
    interface Running {

        /** Stops, in the thread of the job's last task in this process; does not throw. */
        void stop();
    }
}
