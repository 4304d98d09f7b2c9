package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import java.util.List;
import java.util.Objects;

/**
 * Builds a {@link CaptureSource}. One of {@link #setInterfaces}, {@link #setFiles} and {@link
 * #setCapture} is required; the last call wins. The order of the other calls does not matter.
 *
 * @param <T> the records of the source
 */
public final class CaptureSourceBuilder<T> {

    private final PacketFunction<T> function;
    private CaptureSettings capture;
    private String filter;
    private DecodeSettings decode;
    private boolean checkpointed = true;

    CaptureSourceBuilder(PacketFunction<T> function) {
        this.function = function;
    }

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
     * Sets whether the job has checkpoints; true by default. Without checkpoints, the logs of live
     * captures need not keep what has been emitted.
     */
    public CaptureSourceBuilder<T> setCheckpointed(boolean hasCheckpoints) {
        checkpointed = hasCheckpoints;
        return this;
    }

    /**
     * Builds the source.
     *
     * @throws NullPointerException if neither interfaces nor files were set
     */
    public CaptureSource<T> build() {
        CaptureSettings settings =
                Objects.requireNonNull(
                        capture, "set what to capture: interfaces, files or capture settings");
        if (filter != null) {
            settings = settings.withFilter(filter);
        }
        if (decode != null) {
            settings = settings.withDecode(decode);
        }
        return CaptureSource.of(settings, new PacketRecords<>(function), checkpointed);
    }
}
