/**
 * The state of a job whose tasks run in other processes: finds the processes, asks them over gRPC
 * and makes one answer of theirs.
 */
package io.ringflow.server.remote;
