package io.ringflow.server.metrics;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;

/**
 * Times requests as {@code ringflow_http_requests_seconds}. The label is the template of the path,
 * never the path itself, because clients could create labels without bound. Thread-safe.
 */
final class RequestTimer implements Filter {

    private static final String OTHER = "other";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;

    RequestTimer(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Timer.Sample sample = Timer.start(registry);
        try {
            chain.proceed();
        } finally {
            sample.stop(timer(request, response));
        }
    }

    private Timer timer(RoutingRequest request, RoutingResponse response) {
        String method = request.prologue().method().text();
        return Timer.builder("ringflow.http.requests")
                .description("Requests answered, by path template")
                .serviceLevelObjectives(LatencyBuckets.of())
                .tag("method", METHODS.contains(method) ? method : OTHER)
                .tag("path", request.matchingPattern().filter(p -> !p.isEmpty()).orElse(OTHER))
                .tag("status", String.valueOf(response.status().code()))
                .register(registry);
    }
}
