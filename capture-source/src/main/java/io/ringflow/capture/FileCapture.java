package io.ringflow.capture;

import java.util.List;

/**
 * Capture files, read once from start to end.
 *
 * @param files paths; {@code -} is standard input
 * @param filter libpcap expression; empty accepts every packet
 * @param speed seconds of capture time replayed per second; 0 reads as fast as possible
 * @param keepOpen whether the job keeps running at the end of the files so that its state can be
 *     queried
 * @param decode how packets are decoded
 * @param observer name of the one observer that saw the packets of all files; empty if each file is
 *     an observer of its own, except rotated files of one capture
 * @param follow whether the files may still be written, so that the job reads on at their ends, and
 *     in files that continue them, until it is stopped
 */
public record FileCapture(
        List<String> files,
        String filter,
        double speed,
        boolean keepOpen,
        DecodeSettings decode,
        String observer,
        boolean follow)
        implements CaptureSettings {

    /** The path that stands for standard input. */
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

    /** Files whose observers are named after them. */
    public FileCapture(
            List<String> files,
            String filter,
            double speed,
            boolean keepOpen,
            DecodeSettings decode) {
        this(files, filter, speed, keepOpen, decode, "", false);
    }

    /** Files read as fast as possible, without a filter, by a job that ends with them. */
    public static FileCapture of(List<String> files) {
        return new FileCapture(files, "", 0, false, DecodeSettings.DEFAULT);
    }

    @Override
    public FileCapture withFilter(String newFilter) {
        return new FileCapture(files, newFilter, speed, keepOpen, decode, observer, follow);
    }

    @Override
    public FileCapture withDecode(DecodeSettings newDecode) {
        return new FileCapture(files, filter, speed, keepOpen, newDecode, observer, follow);
    }

    /** The same files as captured by one observer; an empty name stands for their own names. */
    public FileCapture withObserver(String name) {
        return new FileCapture(files, filter, speed, keepOpen, decode, name, follow);
    }

    /** The same files, which may still be written. */
    public FileCapture withFollow(boolean grow) {
        return new FileCapture(files, filter, speed, keepOpen, decode, observer, grow);
    }
}
