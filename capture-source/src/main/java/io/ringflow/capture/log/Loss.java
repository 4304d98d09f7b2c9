package io.ringflow.capture.log;

import io.ringflow.model.state.answer.CaptureGap;

/**
 * Entries of a capture that no reader will ever get.
 *
 * @param gap time range and number of packets. The times are event time; a payload of closed
 *     buckets also misses the packets of the buckets that were open at the start
 * @param drops number of those packets that the kernel dropped
 */
public record Loss(CaptureGap gap, long drops) {}
