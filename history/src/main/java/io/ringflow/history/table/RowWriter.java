package io.ringflow.history.table;

import io.ringflow.model.FlowId;
import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/** Takes the values of a row, one column after the other. */
abstract class RowWriter {

    /** Takes NULL. */
    abstract void absent() throws SQLException;

    abstract void blob(byte[] value) throws SQLException;

    abstract void string(String value) throws SQLException;

    abstract void integer(int value) throws SQLException;

    abstract void number(long value) throws SQLException;

    abstract void flag(boolean value) throws SQLException;

    /** Takes microseconds since the epoch as a time. */
    abstract void epochMicros(long value) throws SQLException;

    abstract void small(short value) throws SQLException;

    void id(FlowId id) throws SQLException {
        blob(ByteBuffer.allocate(12).putInt(id.keyHash()).putLong(id.sequence()).array());
    }

    /** An empty text is absent. */
    void text(String text) throws SQLException {
        if (text.isEmpty()) {
            absent();
        } else {
            string(text);
        }
    }

    void integerUnless(boolean absent, int value) throws SQLException {
        if (absent) {
            absent();
        } else {
            integer(value);
        }
    }

    void numberUnless(boolean absent, long value) throws SQLException {
        if (absent) {
            absent();
        } else {
            number(value);
        }
    }

    void flagUnless(boolean absent, boolean value) throws SQLException {
        if (absent) {
            absent();
        } else {
            flag(value);
        }
    }

    /** {@link IpAddress#ANY} is absent. */
    void outer(IpAddress address) throws SQLException {
        text(address.equals(IpAddress.ANY) ? "" : address.toString());
    }

    /** Whole microseconds of a time in nanoseconds since the epoch. */
    void micros(long nanos) throws SQLException {
        epochMicros(Math.floorDiv(nanos, 1_000L));
    }

    /** What a time has beyond whole microseconds. */
    void nanosOfMicro(long nanos) throws SQLException {
        small((short) Math.floorMod(nanos, 1_000L));
    }
}
