package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.split.LiveSplit;

/** A capture that has not ended, in the registry. Guarded by the registry. */
final class RunningCapture {

    private final LiveCapture settings;
    private final LiveSplit split;
    private final CaptureThread thread;
    private final CaptureLog<?> log;

    /** Monotonic time when the log lost its reader. */
    private long leftNanos;

    RunningCapture(LiveCapture settings, LiveSplit split, CaptureThread thread, CaptureLog<?> log) {
        this.settings = settings;
        this.split = split;
        this.thread = thread;
        this.log = log;
    }

    CaptureThread thread() {
        return thread;
    }

    CaptureLog<?> log() {
        return log;
    }

    String splitId() {
        return split.splitId();
    }

    LiveCapture settings() {
        return settings;
    }

    boolean capturesInterfaceOf(LiveSplit other) {
        return split.host().equals(other.host())
                && split.interfaceName().equals(other.interfaceName());
    }

    /** Returns true if the split is, or may run beside, this capture of the same interface. */
    boolean isCompatibleWith(LiveCapture otherSettings, LiveSplit other) {
        return settings.equals(otherSettings)
                && split.members() == other.members()
                && split.hashSeed() == other.hashSeed()
                && split.fanoutGroup() == other.fanoutGroup();
    }

    /** The log has lost its reader. */
    void left(long monotonicNanos) {
        leftNanos = monotonicNanos;
    }

    /** Returns true if the capture has had no reader for as long as it is kept. */
    boolean isForgotten(long monotonicNanos) {
        return log.isUnread() && monotonicNanos - leftNanos >= settings.log().keep().toNanos();
    }
}
