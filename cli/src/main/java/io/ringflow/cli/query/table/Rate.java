package io.ringflow.cli.query.table;

/**
 * Traffic per second.
 *
 * @param bits IP bits per second; NaN if unknown
 * @param packets packets per second; NaN if unknown
 */
record Rate(double bits, double packets) {

    static final Rate UNKNOWN = new Rate(Double.NaN, Double.NaN);

    /** Returns the rate of this traffic in so many seconds; unknown if there are none. */
    static Rate of(long bytes, long packets, double seconds) {
        return seconds > 0 ? new Rate(bytes * 8 / seconds, packets / seconds) : UNKNOWN;
    }

    /** Returns the bits per second with their unit. */
    String bitText() {
        return Double.isNaN(bits) ? "-" : UnitText.bitRate(bits);
    }

    /** Returns the packets per second. */
    String packetText() {
        return Double.isNaN(packets) ? "-" : UnitText.perSecond(packets);
    }
}
