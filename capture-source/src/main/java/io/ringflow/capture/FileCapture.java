package io.ringflow.capture;

import java.util.List;

/**
 * Capture files, read once from begin to end.
 *
 * @param files paths; {@code -} is the standard input
 * @param filter libpcap expression; empty takes every packet
 * @param speed how many seconds of capture pass in one second; 0 as fast as possible
 * @param keepOpen keep the job running at the end of the files, so that its state can be queried
 * @param decode how packets are decoded
 */
public record FileCapture(
        List<String> files, String filter, double speed, boolean keepOpen, DecodeSettings decode)
        implements CaptureSettings {

    /** The name that stands for the standard input. */
    public static final String STANDARD_INPUT = "-";

    public FileCapture {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files must name at least one capture file");
        }
        if (speed < 0 || Double.isNaN(speed)) {
            throw new IllegalArgumentException("speed must be 0 or more, but is " + speed);
        }
    }

    /** Files read as fast as possible, without a filter. */
    public static FileCapture of(List<String> files) {
        return new FileCapture(files, "", 0, false, DecodeSettings.DEFAULT);
    }
}
