/**
 * The logs of live captures: bounded, numbered sequences of closed buckets in the process, which
 * outlive the tasks that read them. Knows what is folded, but neither rings nor threads.
 */
package io.ringflow.capture.log;
