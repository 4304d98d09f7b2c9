package io.ringflow.history.table;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** Appends one value after another to a row of DuckDB's. Not thread-safe. */
final class RowAppender {

    private final DuckDBAppender appender;

    RowAppender(DuckDBAppender appender) {
        this.appender = appender;
    }

    void id(FlowId id) throws SQLException {
        byte[] bytes = ByteBuffer.allocate(12).putInt(id.keyHash()).putLong(id.sequence()).array();
        appender.append(bytes);
    }

    /** An empty text is absent. */
    void text(String text) throws SQLException {
        if (text.isEmpty()) {
            appender.appendNull();
        } else {
            appender.append(text);
        }
    }

    void integer(int value) throws SQLException {
        appender.append(value);
    }

    void integerUnless(boolean absent, int value) throws SQLException {
        if (absent) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    void number(long value) throws SQLException {
        appender.append(value);
    }

    void numberUnless(boolean absent, long value) throws SQLException {
        if (absent) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    void flag(boolean value) throws SQLException {
        appender.append(value);
    }

    void flagUnless(boolean absent, boolean value) throws SQLException {
        if (absent) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    /** {@link IpAddress#ANY} is absent. */
    void outer(IpAddress address) throws SQLException {
        text(address.equals(IpAddress.ANY) ? "" : address.toString());
    }

    /** Whole microseconds of a time in nanoseconds since the epoch. */
    void micros(long nanos) throws SQLException {
        appender.appendEpochMicros(Math.floorDiv(nanos, 1_000L));
    }

    /** What a time has beyond whole microseconds. */
    void nanosOfMicro(long nanos) throws SQLException {
        appender.append((short) Math.floorMod(nanos, 1_000L));
    }

    /** What each observer saw; without what the flow itself says. */
    void observers(Flow flow) throws SQLException {
        List<List<Object>> counts = new ArrayList<>(flow.observers().size());
        for (ObserverCount count : flow.observers()) {
            counts.add(
                    Arrays.asList(
                            count.observer().host(),
                            count.observer().interfaceName(),
                            unless(flow.src().packets(), count.srcPackets()),
                            unless(flow.dst().packets(), count.dstPackets()),
                            unless(flow.bytes(), count.bytes()),
                            unless(0, count.firstNanos() - flow.firstNanos()),
                            unless(0, count.lastNanos() - flow.lastNanos())));
        }
        appender.append(counts);
    }

    private static Long unless(long same, long value) {
        return value == same ? null : Long.valueOf(value);
    }
}
