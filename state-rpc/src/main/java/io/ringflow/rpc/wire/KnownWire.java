package io.ringflow.rpc.wire;

import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.List;

/** Converts since when everything is known. */
public final class KnownWire {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private KnownWire() {}

    /** The times as a message. */
    public static Wire.KnownSince of(KnownSince known) {
        Wire.KnownSince.Builder message = Wire.KnownSince.newBuilder();
        if (known.startNanos() != UNKNOWN) {
            message.setStartNanos(known.startNanos());
        }
        if (known.flowsNanos() != UNKNOWN) {
            message.setFlowsNanos(known.flowsNanos());
        }
        for (Resolution resolution : Resolution.values()) {
            long nanos = known.rollupsNanos().get(resolution.ordinal());
            if (nanos != UNKNOWN) {
                switch (resolution) {
                    case SECOND -> message.setSecondsNanos(nanos);
                    case MINUTE -> message.setMinutesNanos(nanos);
                    case HOUR -> message.setHoursNanos(nanos);
                }
            }
        }
        return message.build();
    }

    /** The times of a message. */
    public static KnownSince from(Wire.KnownSince message) {
        return new KnownSince(
                message.hasStartNanos() ? message.getStartNanos() : UNKNOWN,
                message.hasFlowsNanos() ? message.getFlowsNanos() : UNKNOWN,
                List.of(
                        message.hasSecondsNanos() ? message.getSecondsNanos() : UNKNOWN,
                        message.hasMinutesNanos() ? message.getMinutesNanos() : UNKNOWN,
                        message.hasHoursNanos() ? message.getHoursNanos() : UNKNOWN));
    }
}
