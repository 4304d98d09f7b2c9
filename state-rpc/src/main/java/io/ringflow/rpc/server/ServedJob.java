package io.ringflow.rpc.server;

/**
 * Identifies what a server serves to its clients.
 *
 * @param job the job's id, 32 hexadecimal digits
 * @param host name of the host on which this process runs
 */
public record ServedJob(String job, String host) {}
