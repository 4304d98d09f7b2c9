/** The job's state as a gRPC service of each process that runs tasks of the job. */
package io.ringflow.job.service;
