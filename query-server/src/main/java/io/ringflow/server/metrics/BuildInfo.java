package io.ringflow.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The metric {@code ringflow_build_info}: which version runs, made from which commit, on which
 * Java. Immutable.
 */
final class BuildInfo implements Collector {

    private static final String UNKNOWN = "unknown";

    private final MetricSnapshot snapshot;

    /** Reads what the build wrote. */
    BuildInfo() {
        Properties build = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Labels labels =
                Labels.of(
                        "version", value(build, "version"),
                        "commit", value(build, "commit"),
                        "java", Runtime.version().toString());
        snapshot =
                InfoSnapshot.builder()
                        .name("ringflow_build")
                        .help("What runs; always 1")
                        .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
                        .build();
    }

    /** Without Maven, the file has names of properties instead of values. */
    private static String value(Properties build, String name) {
        String value = build.getProperty(name, UNKNOWN);
        return value.startsWith("${") ? UNKNOWN : value;
    }

    @Override
    public MetricSnapshot collect() {
        return snapshot;
    }
}
