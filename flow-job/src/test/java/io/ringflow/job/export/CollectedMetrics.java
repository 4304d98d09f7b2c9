package io.ringflow.job.export;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** The Flink metrics of exports in this process, as reporters see them. */
public final class CollectedMetrics implements MetricReporterFactory, MetricReporter {

    /** Static, because Flink creates the reporter. */
    private static final Map<String, Set<Gauge<?>>> GAUGES = new ConcurrentHashMap<>();

    /** Forgets the metrics of earlier jobs. */
    static void reset() {
        GAUGES.clear();
    }

    /** Returns the sum of a metric over the tasks of an export. */
    static long sum(String export, String metric) {
        return GAUGES.getOrDefault(key(export, metric), Set.of()).stream()
                .mapToLong(gauge -> ((Number) gauge.getValue()).longValue())
                .sum();
    }

    private static String key(String export, String metric) {
        return export + '/' + metric;
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return this;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String export = group.getAllVariables().get("<export>");
        if (export != null && metric instanceof Gauge<?> gauge) {
            GAUGES.computeIfAbsent(key(export, name), unused -> ConcurrentHashMap.newKeySet())
                    .add(gauge);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
}
