package io.ringflow.model.state;

import io.ringflow.model.Observer;

/**
 * A stretch of time in which a capture missed packets.
 *
 * @param observer host and interface
 * @param startNanos begin, nanoseconds since the epoch
 * @param endNanos end, nanoseconds since the epoch; {@link Long#MAX_VALUE} while it lasts
 * @param drops packets known to be lost, by whatever; 0 where the number is unknown
 * @param cause what was wrong
 */
public record CaptureGap(
        Observer observer, long startNanos, long endNanos, long drops, Cause cause) {

    /**
     * Whether this tells of the same loss as another one that was told of while it lasted. A
     * restart is told of when it is over, once by each of those who read the interface.
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

        /** The cause with an ordinal. */
        public static Cause of(int ordinal) {
            return VALUES[ordinal];
        }
    }
}
