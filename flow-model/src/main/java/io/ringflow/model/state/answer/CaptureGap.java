package io.ringflow.model.state.answer;

import io.ringflow.model.Observer;
import java.util.List;
import java.util.Set;

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

    /** Returns true while the host of the capture is away after a failure. */
    public boolean hostAway() {
        return cause == Cause.RESTART && endNanos == Long.MAX_VALUE;
    }

    /**
     * Leaves out the losses of interfaces that are not captured any more although their host
     * captures: they were taken out on purpose.
     *
     * @param interfaces all captures of the job
     */
    public static List<CaptureGap> unintended(
            List<CaptureGap> gaps, List<InterfaceStatus> interfaces) {
        Set<String> capturing = InterfaceStatus.capturingHosts(interfaces);
        return gaps.stream()
                .filter(gap -> !gap.hostAway() || !capturing.contains(gap.observer().host()))
                .toList();
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
