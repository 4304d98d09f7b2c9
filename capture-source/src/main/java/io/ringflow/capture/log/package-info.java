/**
 * The logs of live captures: bounded, numbered sequences of closed buckets in the process, which
 * outlive the tasks that read them.
 */
package io.ringflow.capture.log;
