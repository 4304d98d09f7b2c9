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
 */
public final class CaptureSourceBuilder {

    private CaptureSettings capture;
    private String filter;
    private DecodeSettings decode;

    CaptureSourceBuilder() {}

    /**
     * Captures interfaces on every host that runs a reader.
     *
     * @param interfaces names, globs, {@code default} or {@code all}; see {@link LiveCapture}
     */
    public CaptureSourceBuilder setInterfaces(String... interfaces) {
        return setCapture(LiveCapture.of(interfaces));
    }

    /**
     * Reads capture files once, as fast as possible. The source is bounded.
     *
     * @param files paths of pcap or pcapng files; see {@link FileCapture}
     */
    public CaptureSourceBuilder setFiles(String... files) {
        return setCapture(FileCapture.of(List.of(files)));
    }

    /** Sets what to capture, with all details. */
    public CaptureSourceBuilder setCapture(CaptureSettings settings) {
        capture = settings;
        return this;
    }

    /** Sets a libpcap filter expression in place of the capture's own. */
    public CaptureSourceBuilder setFilter(String expression) {
        filter = expression;
        return this;
    }

    /** Sets how packets are decoded in place of the capture's own setting. */
    public CaptureSourceBuilder setDecode(DecodeSettings settings) {
        decode = settings;
        return this;
    }

    /**
     * Builds the source.
     *
     * @throws NullPointerException if neither interfaces nor files were set
     */
    public CaptureSource build() {
        CaptureSettings settings =
                Objects.requireNonNull(
                        capture, "set what to capture: interfaces, files or capture settings");
        if (filter != null) {
            settings = settings.withFilter(filter);
        }
        if (decode != null) {
            settings = settings.withDecode(decode);
        }
        return new CaptureSource(settings);
    }
}
