package io.ringflow.capture.file;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file that a capture program may have written while rotating. Known are, each also
 * with {@code .gz} or {@code .zst} at the end:
 *
 * <ul>
 *   <li>{@code cap.pcap}, {@code cap.pcap1}, {@code cap.pcap2}: {@code tcpdump -C}
 *   <li>{@code cap.pcap0}, {@code cap.pcap1} or {@code cap.pcap00}, {@code cap.pcap01}: {@code
 *       tcpdump -C -W}, which starts again at the first one when all are used
 *   <li>{@code cap-20260131-120000.pcap}, {@code cap_2026-01-31.pcap} and the like: a date, or a
 *       date and a time, as {@code tcpdump -G} writes them
 *   <li>{@code cap-1767225600.pcap} and {@code cap.pcap.1767225600}: seconds since the epoch
 *   <li>{@code cap_00001_20260131120000.pcapng}: {@code dumpcap -b}
 * </ul>
 *
 * <p>Other numbers are none of rotation: {@code eth0.pcap} and {@code eth1.pcap} are two captures.
 *
 * @param stemKey equal for the files of one capture; contains the folder
 * @param observer the name without what tells the files of a capture apart
 * @param digits the file's number, or empty
 * @param position orders the files of a capture: the number, or seconds since the epoch
 * @param timed whether the position is a time
 */
record RotatedName(String stemKey, String observer, String digits, long position, boolean timed) {

    private static final String EXTENSION = "\\.(?:pcap|pcapng|cap|dump|dmp)";

    private static final Pattern COMPRESSION = Pattern.compile("\\.(?:gz|zst)$");
    private static final Pattern NUMBERED =
            Pattern.compile("(.+" + EXTENSION + ")([0-9]{0,9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern DUMPCAP =
            Pattern.compile("(.*)_([0-9]{5,9})_([0-9]{14})(\\.[A-Za-z]+)?");
    private static final Pattern EPOCH_AT_END =
            Pattern.compile("(.+" + EXTENSION + ")\\.(1[0-9]{9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern EPOCH =
            Pattern.compile(
                    "(.*?)(?<![0-9])(1[0-9]{9})(" + EXTENSION + ")", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE =
            Pattern.compile(
                    "(.*?)(?<![0-9])((?:19|20)[0-9]{2})[-_.]?([0-9]{2})[-_.]?([0-9]{2})"
                            + "(?:[-_.T ]?([0-9]{2})[-_.:h]?([0-9]{2})(?:[-_.:m]?([0-9]{2}))?)?"
                            + "(?![0-9])[Zs]?(.*"
                            + EXTENSION
                            + ")",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DANGLING = Pattern.compile("[-_.@ ]+$");

    /** Parses a path. Returns null if the name doesn't look like that of a rotated file. */
    static RotatedName of(String path) {
        Path parent = Path.of(path).getParent();
        String folder = parent == null ? "" : parent.normalize().toString();
        String name = COMPRESSION.matcher(InputPath.fileName(path)).replaceFirst("");
        Matcher dumpcap = DUMPCAP.matcher(name);
        if (dumpcap.matches()) {
            String stem = dumpcap.group(1) + (dumpcap.group(4) == null ? "" : dumpcap.group(4));
            String digits = dumpcap.group(2);
            return new RotatedName(
                    folder + "/d/" + stem, stem, digits, Long.parseLong(digits), false);
        }
        Matcher end = EPOCH_AT_END.matcher(name);
        if (end.matches()) {
            return timed(folder, end.group(1), "", "e", Long.parseLong(end.group(2)));
        }
        Matcher epoch = EPOCH.matcher(name);
        if (epoch.matches()) {
            return timed(
                    folder, epoch.group(1), epoch.group(3), "s", Long.parseLong(epoch.group(2)));
        }
        Matcher date = DATE.matcher(name);
        if (date.matches()) {
            Long seconds = seconds(date);
            if (seconds != null) {
                String kind = date.group(5) == null ? "y" : date.group(7) == null ? "m" : "t";
                return timed(folder, date.group(1), date.group(8), kind, seconds);
            }
        }
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches() ? numbered(folder, numbered) : null;
    }

    private static RotatedName numbered(String folder, Matcher name) {
        String digits = name.group(2);
        return new RotatedName(
                folder + "/n/" + name.group(1),
                name.group(1),
                digits,
                digits.isEmpty() ? 0 : Long.parseLong(digits),
                false);
    }

    private static RotatedName timed(
            String folder, String before, String after, String kind, long seconds) {
        String shown = DANGLING.matcher(before).replaceFirst("") + after;
        return new RotatedName(
                folder + '/' + kind + '/' + before + '\n' + after,
                shown.startsWith(".") ? shown.substring(1) : shown,
                "",
                seconds,
                true);
    }

    /** Seconds since the epoch as if the time were in UTC, or null if there is no such date. */
    private static Long seconds(Matcher date) {
        try {
            return LocalDateTime.of(
                            number(date.group(2)),
                            number(date.group(3)),
                            number(date.group(4)),
                            number(date.group(5)),
                            number(date.group(6)),
                            number(date.group(7)))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Returns true if a name is that of a file which was compressed after it was written. */
    static boolean isCompressed(String path) {
        return COMPRESSION.matcher(path).find();
    }

    /** Returns true for the first file of {@code tcpdump -C}, which has no number. */
    boolean unnumbered() {
        return !timed && digits.isEmpty();
    }

    /** Returns true if the number has leading zeros. */
    boolean padded() {
        return digits.length() > 1 && digits.startsWith("0");
    }
}
