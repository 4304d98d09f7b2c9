package io.ringflow.server.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.time.Duration;

/**
 * The rate limit of each client, as a token bucket. Forgets clients whose bucket is full again, and
 * clients that were silent for longest if there are too many. Thread-safe.
 */
final class RequestQuota {

    private static final int MAX_CLIENTS = 100_000;

    /** Null if there is no limit. */
    private final LoadingCache<String, Bucket> buckets;

    RequestQuota(RateLimit limit) {
        this.buckets =
                limit.requestsPerSecond() == 0
                        ? null
                        : Caffeine.newBuilder()
                                .maximumSize(MAX_CLIENTS)
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
     * @return 0 if the request is allowed, else the whole seconds until the next one is
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
