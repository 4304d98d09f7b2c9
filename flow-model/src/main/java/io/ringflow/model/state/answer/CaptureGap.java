package io.ringflow.model.state.answer;

import io.ringflow.model.Observer;

/**
 * A time range in which a capture missed packets.
 *
 * @param observer host and interface
 * @param startNanos start, nanoseconds since the epoch
 * @param endNanos end, nanoseconds since the epoch; {@link Long#MAX_VALUE} while the loss lasts
 * @param drops number of packets lost; 0 if it is unknown
 * @param cause why packets were missed
 */
public record CaptureGap(
        Observer observer, long startNanos, long endNanos, long drops, Cause cause) {

    /**
     * Returns true if this gap is a newer report of a loss that was reported while it lasted. A
     * restart is reported only when it is over, by every reader of the interface.
     */
    public boolean replaces(CaptureGap known) {
        return cause != Cause.RESTART
                && cause == known.cause
                && startNanos == known.startNanos
                && observer.equals(known.observer);
    }

    /** Why packets were missed. */
    public enum Cause {
        /** The ring was full. */
        DROPS("drops"),
        /** The interface was down. */
        INTERFACE_DOWN("interface-down"),
        /** The interface did not exist. */
        INTERFACE_MISSING("interface-missing"),
        /** The job was restarted. */
        RESTART("restart");

        private static final Cause[] VALUES = values();

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** The word users see. */
        public String text() {
            return text;
        }

        /** The cause with this ordinal. */
        public static Cause of(int ordinal) {
            return VALUES[ordinal];
        }
    }
}
