package io.ringflow.server.metrics;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.thread.ServiceLoop;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}: the flow state at the time of the scrape, the JVM and the server's
 * requests. The query server owns and closes it. Thread-safe.
 */
public final class ServerMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerMetrics.class);

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, TEXT_FORMAT);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /**
     * Exposes a state, which is not closed with the metrics.
     *
     * @param clock the time against which the lag of event time is measured
     */
    public ServerMetrics(FlowState state, InstantSource clock) {
        // These names break Prometheus' naming rules, and promtool complains.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        MultiCollector collector = () -> collect(state, clock);
        registry.getPrometheusRegistry().register(collector);
        registry.getPrometheusRegistry().register(new BuildInfo());
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new ProcessMemory().bindTo(registry);
        FunctionCounter.builder("ringflow.thread.errors", registry, any -> ServiceLoop.failures())
                .description("Errors that threads others rely on have survived")
                .register(registry);
    }

    /** Answers a scrape in Prometheus' text format. */
    public void scrape(ServerRequest request, ServerResponse response) {
        byte[] text = registry.scrape(TEXT_FORMAT).getBytes(StandardCharsets.UTF_8);
        response.header(CONTENT_TYPE).send(text);
    }

    /** A filter that times every request. Must be added before all filters that may answer. */
    public Filter requestTimer() {
        return new RequestTimer(registry);
    }

    /** Wraps a state so that its calls are timed. */
    public FlowState timed(FlowState state) {
        return new TimedFlowState(state, registry);
    }

    /** The registry for the metrics of other parts of the server. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Stops observing the garbage collector. Scrapes still work. Idempotent. */
    @Override
    public void close() {
        garbageCollection.close();
    }

    private static MetricSnapshots collect(FlowState state, InstantSource clock) {
        StateValues values = new StateValues();
        addIfAvailable(() -> state.interfaces().forEach(values::add));
        addIfAvailable(() -> values.add(state.statistics()));
        for (TopTraffic top : TopTraffic.ALL) {
            addIfAvailable(() -> top.read(state, values));
        }
        values.add(state.health(), clock.instant());
        state.history().ifPresent(values::add);
        return values.snapshots();
    }

    /**
     * Leaves out the job's values if the job does not answer. The scrape must not fail then, and
     * the number of shards shows what is wrong.
     */
    private static void addIfAvailable(Runnable question) {
        try {
            question.run();
        } catch (StateException e) {
            LOG.debug("A part of the state has no values", e);
        }
    }
}
