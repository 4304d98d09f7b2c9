package io.ringflow.capture.split;

import org.apache.flink.api.connector.source.SourceSplit;

/** A unit of capture read by one reader: a share of a live interface, or a file. Immutable. */
public sealed interface CaptureSplit extends SourceSplit permits LiveSplit, FileSplit {}
