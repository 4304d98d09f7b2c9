package io.ringflow.job.export.file;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a part file is finished.
 *
 * @param size as soon as it has as many bytes
 * @param interval at the latest this long after it was started
 */
public record Roll(long size, Duration interval) implements Serializable {

    /** One file, which is never finished. */
    public static final Roll NEVER = new Roll(Long.MAX_VALUE, Duration.ofSeconds(Long.MAX_VALUE));

    /** Parts of 128 MiB, or of an hour. */
    public static final Roll DEFAULT = new Roll(128 << 20, Duration.ofHours(1));
}
