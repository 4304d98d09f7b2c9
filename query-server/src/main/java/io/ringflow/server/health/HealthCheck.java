package io.ringflow.server.health;

import java.util.List;

/**
 * The outcome of one check.
 *
 * @param name what was looked at
 * @param status how it is
 * @param detail one sentence for people
 */
record HealthCheck(String name, Status status, String detail) {

    /** How something is; the order is from good to bad. */
    enum Status {
        UP,
        /** Answers are right as far as they go, but something is missing. */
        DEGRADED,
        DOWN
    }

    /** The worst status of all checks; UP without any. */
    static Status worst(List<HealthCheck> checks) {
        return checks.stream().map(HealthCheck::status).max(Enum::compareTo).orElse(Status.UP);
    }
}
