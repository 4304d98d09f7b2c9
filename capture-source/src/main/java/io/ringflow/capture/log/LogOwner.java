package io.ringflow.capture.log;

/** The capture that writes a log. Called by readers, on task threads; must not block. */
public interface LogOwner {

    /** Ends the capture: closes all buckets, appends them and calls {@link CaptureLog#end}. */
    void finish();

    /** The log has no reader any more. */
    void left();
}
