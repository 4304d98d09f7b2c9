package io.ringflow.server.security;

import java.util.Locale;

/** What the bearer of a token may do. Each scope includes those before it. */
public enum Scope {
    /** Read everything. */
    READ,
    /** Also make changes: start and stop jobs at the REST server of a cluster's Flink. */
    ADMIN;

    /** Whether this scope permits what needs the given one. */
    boolean includes(Scope needed) {
        return compareTo(needed) >= 0;
    }

    /** The scope as users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
