package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fragment.EventTimeBuckets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Builds a {@link CaptureSource}. {@link #setRecords} is required, and one of {@link
 * #setInterfaces}, {@link #setFiles} and {@link #setCapture}, of which the last call wins. The
 * order of the other calls does not matter.
 *
 * @param <T> the records of the source
 */
public final class CaptureSourceBuilder<T> {

    /** How often packets are handed over, in event time. */
    private static final long BUCKET_NANOS = 100_000_000;

    private CaptureSettings capture;
    private String filter;
    private DecodeSettings decode;
    private PacketFunction<T> function;
    private TypeInformation<T> type;
    private Duration allowedLateness = Duration.ofSeconds(1);
    private boolean checkpointed = true;

    CaptureSourceBuilder() {}

    /**
     * Captures interfaces on every host that runs a reader.
     *
     * @param interfaces names, globs, {@code default} or {@code all}; see {@link LiveCapture}
     */
    public CaptureSourceBuilder<T> setInterfaces(String... interfaces) {
        return setCapture(LiveCapture.of(interfaces));
    }

    /**
     * Reads capture files once, as fast as possible. The source is bounded.
     *
     * @param files paths of pcap or pcapng files; see {@link FileCapture}
     */
    public CaptureSourceBuilder<T> setFiles(String... files) {
        return setCapture(FileCapture.of(List.of(files)));
    }

    /** Sets what to capture, with all details. */
    public CaptureSourceBuilder<T> setCapture(CaptureSettings settings) {
        capture = settings;
        return this;
    }

    /** Sets a libpcap filter expression in place of the capture's own. */
    public CaptureSourceBuilder<T> setFilter(String expression) {
        filter = expression;
        return this;
    }

    /** Sets how packets are decoded in place of the capture's own setting. */
    public CaptureSourceBuilder<T> setDecode(DecodeSettings settings) {
        decode = settings;
        return this;
    }

    /**
     * Sets the function that makes records of packets, and the type of the records.
     *
     * @param packetFunction must be serializable, as a lambda is
     */
    public CaptureSourceBuilder<T> setRecords(
            PacketFunction<T> packetFunction, TypeInformation<T> recordType) {
        function = packetFunction;
        type = recordType;
        return this;
    }

    /**
     * Sets how much older than the newest packet of its file or interface a packet may be, so that
     * the watermark has not passed it; one second by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CaptureSourceBuilder<T> setAllowedLateness(Duration lateness) {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException(
                    "allowed lateness must not be negative, but is " + lateness);
        }
        allowedLateness = lateness;
        return this;
    }

    /**
     * Sets whether the job takes checkpoints; true by default. If it doesn't, a live capture
     * forgets packets as soon as their records have been emitted.
     */
    public CaptureSourceBuilder<T> setCheckpointed(boolean takesCheckpoints) {
        checkpointed = takesCheckpoints;
        return this;
    }

    /**
     * Builds the source.
     *
     * @throws NullPointerException if the records, or both interfaces and files, were not set
     */
    public CaptureSource<T> build() {
        CaptureSettings settings =
                Objects.requireNonNull(
                        capture, "set what to capture: interfaces, files or capture settings");
        Objects.requireNonNull(function, "set the function that makes records of packets");
        Objects.requireNonNull(type, "set the type of the records");
        if (filter != null) {
            settings = settings.withFilter(filter);
        }
        if (decode != null) {
            settings = settings.withDecode(decode);
        }
        return CaptureSource.of(
                settings,
                new PacketRecords<>(
                        function, new EventTimeBuckets(BUCKET_NANOS, allowedLateness.toNanos())),
                type,
                checkpointed);
    }
}
