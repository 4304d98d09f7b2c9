package io.ringflow.server.security;

import java.util.Locale;

/** What the bearer of a token may do; each scope includes those before it. */
public enum Scope {
    /** Ask for whatever there is. */
    READ,
    /** Change something: start and stop jobs at the REST server of a cluster's Flink. */
    ADMIN;

    /** Whether a bearer of this scope may do what needs another one. */
    boolean includes(Scope needed) {
        return compareTo(needed) >= 0;
    }

    /** The word that users write. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
