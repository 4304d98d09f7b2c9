package io.ringflow.job.export.ipfix;

/** Which elements tell a flow's start and end. The names are the words in the configuration. */
enum FlowTimes {
    /** Both, for collectors that know one of them only. */
    BOTH(true, true),
    /** {@code flowStartNanoseconds} and {@code flowEndNanoseconds}. */
    NANOSECONDS(true, false),
    /** {@code flowStartMilliseconds} and {@code flowEndMilliseconds}. */
    MILLISECONDS(false, true);

    private final boolean nanos;
    private final boolean millis;

    FlowTimes(boolean nanos, boolean millis) {
        this.nanos = nanos;
        this.millis = millis;
    }

    boolean nanos() {
        return nanos;
    }

    boolean millis() {
        return millis;
    }
}
