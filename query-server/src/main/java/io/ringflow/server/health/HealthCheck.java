package io.ringflow.server.health;

import java.util.List;

/**
 * The outcome of one check.
 *
 * @param name what was checked
 * @param status the result
 * @param detail one sentence for people
 */
record HealthCheck(String name, Status status, String detail) {

    /** The result of a check, from good to bad. */
    enum Status {
        UP,
        /** Answers are correct but may be incomplete. */
        DEGRADED,
        DOWN
    }

    /** The worst status of all checks; UP if there are none. */
    static Status worst(List<HealthCheck> checks) {
        return checks.stream().map(HealthCheck::status).max(Enum::compareTo).orElse(Status.UP);
    }
}
