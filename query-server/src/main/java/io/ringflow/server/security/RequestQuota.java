package io.ringflow.server.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.time.Duration;

/**
 * How often each client may still ask. Forgets clients that were silent for as long as their bucket
 * takes to fill, and the longest silent ones where there are very many. Thread-safe.
 */
final class RequestQuota {

    private static final int MOST_CLIENTS = 100_000;

    /** Null without a limit. */
    private final LoadingCache<String, Bucket> buckets;

    RequestQuota(RateLimit limit) {
        this.buckets =
                limit.requestsPerSecond() == 0
                        ? null
                        : Caffeine.newBuilder()
                                .maximumSize(MOST_CLIENTS)
                                .expireAfterAccess(
                                        Duration.ofSeconds(
                                                1 + limit.burst() / limit.requestsPerSecond()))
                                .build(client -> bucket(limit));
    }

    private static Bucket bucket(RateLimit limit) {
        return Bucket.builder()
                .addLimit(
                        bandwidth ->
                                bandwidth
                                        .capacity(limit.burst())
                                        .refillGreedy(
                                                limit.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }

    /**
     * Takes one request from a client's bucket.
     *
     * @return whole seconds until there is one again; 0 where there was one
     */
    long take(String client) {
        if (buckets == null) {
            return 0;
        }
        var taken = buckets.get(client).tryConsumeAndReturnRemaining(1);
        return taken.isConsumed()
                ? 0
                : Duration.ofNanos(taken.getNanosToWaitForRefill() + 999_999_999).toSeconds();
    }
}
