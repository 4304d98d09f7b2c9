package io.ringflow.capture.source;

import org.apache.flink.api.connector.source.SourceSplit;

/** What one reader captures: a share of a live interface, or a capture file. Immutable. */
public sealed interface CaptureSplit extends SourceSplit permits LiveSplit, FileSplit {}
