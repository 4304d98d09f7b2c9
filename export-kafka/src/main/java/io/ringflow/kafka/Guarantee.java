package io.ringflow.kafka;

/** How often a reader sees a record if something fails. */
enum Guarantee {
    AT_LEAST_ONCE,

    /** For readers with {@code isolation.level=read_committed}. */
    EXACTLY_ONCE
}
