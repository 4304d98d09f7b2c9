package io.ringflow.server.budget;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.state.StateException;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.Incoming;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Limits how many requests are answered at the same time, in total and per client. A request counts
 * until its answer is sent, and reserves some memory besides what the answer needs. Health requests
 * are not limited, so that they are answered even by a busy server. Thread-safe.
 */
public final class RequestLimit implements Filter {

    /** The memory for a request's thread, buffers and compressor. */
    private static final long BYTES = 256 * 1024;

    private static final Header RETRY_SOON =
            HeaderValues.createCached(HeaderNames.RETRY_AFTER, "1");

    private final IntSupplier connections;
    private final AnswerMemory memory;
    private final Counter tooMany;
    private final Counter tooManyOfClient;
    private final ReentrantLock lock = new ReentrantLock();

    /** The requests under way by client. Guarded by the lock. */
    private final Map<String, Integer> byClient = new HashMap<>();

    /** All requests under way. Guarded by the lock. */
    private int all;

    /**
     * Allows one request for every four connections, and half of those to a single client.
     *
     * @param connections the most connections allowed now
     */
    public RequestLimit(IntSupplier connections, AnswerMemory memory, MeterRegistry registry) {
        this.connections = connections;
        this.memory = memory;
        this.tooMany = refused("requests", registry);
        this.tooManyOfClient = refused("client", registry);
    }

    /** The counter of requests that are refused for the given reason. */
    static Counter refused(String reason, MeterRegistry registry) {
        return Counter.builder("ringflow.http.refused")
                .description("Requests refused because too much was under way")
                .tag("reason", reason)
                .register(registry);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (Gate.isHealth(request.path().path())) {
            chain.proceed();
            return;
        }
        String client =
                request.context()
                        .get(Gate.Caller.class)
                        .map(Gate.Caller::name)
                        .orElseGet(() -> Incoming.of(request).address());
        switch (enter(client)) {
            case FULL -> refuse(response, Status.SERVICE_UNAVAILABLE_503, "the server");
            case FULL_OF_CLIENT -> refuse(response, Status.TOO_MANY_REQUESTS_429, "this client");
            case ENTERED -> {
                try {
                    answer(chain, response);
                } finally {
                    leave(client);
                }
            }
        }
    }

    /** Answers BUSY itself: Helidon would answer an exception only after the request is logged. */
    private void answer(FilterChain chain, RoutingResponse response) {
        AnswerMemory.Share share;
        try {
            share = memory.reserve(BYTES);
        } catch (StateException e) {
            response.header(RETRY_SOON);
            Problem.of(Status.SERVICE_UNAVAILABLE_503, e.getMessage()).send(response);
            return;
        }
        try {
            chain.proceed();
        } finally {
            share.close();
        }
    }

    private enum Entry {
        ENTERED,
        FULL,
        FULL_OF_CLIENT
    }

    private Entry enter(String client) {
        int limit = Math.max(2, connections.getAsInt() / 4);
        lock.lock();
        try {
            int ofClient = byClient.getOrDefault(client, 0);
            if (all >= limit) {
                tooMany.increment();
                return Entry.FULL;
            }
            if (ofClient >= limit / 2) {
                tooManyOfClient.increment();
                return Entry.FULL_OF_CLIENT;
            }
            all++;
            byClient.put(client, ofClient + 1);
            return Entry.ENTERED;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String client) {
        lock.lock();
        try {
            all--;
            byClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    private static void refuse(RoutingResponse response, Status status, String subject) {
        response.header(RETRY_SOON);
        Problem.of(status, subject + " has too many requests under way; ask again in a second")
                .send(response);
    }
}
