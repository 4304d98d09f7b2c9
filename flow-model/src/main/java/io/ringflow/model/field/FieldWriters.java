package io.ringflow.model.field;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.TcpFlags;

/** What the writers of {@link FlowField} have in common. */
final class FieldWriters {

    private static final ThreadLocal<CommunityId> COMMUNITY_IDS =
            ThreadLocal.withInitial(CommunityId::new);

    private FieldWriters() {}

    static String communityId(Flow flow) {
        return COMMUNITY_IDS.get().of(flow);
    }

    static void textUnless(boolean absent, String value, FieldSink sink) {
        if (!absent) {
            sink.text(value);
        }
    }

    static void numberUnless(boolean absent, long value, FieldSink sink) {
        if (!absent) {
            sink.number(value);
        }
    }

    static void decimalUnless(boolean absent, double value, FieldSink sink) {
        if (!absent) {
            sink.decimal(value);
        }
    }

    static void label(String text, FieldSink sink) {
        textUnless(text.isEmpty(), text, sink);
    }

    static void tcpFlags(Flow flow, FlowSide side, FieldSink sink) {
        if (flow.tcp()) {
            sink.text(TcpFlags.text(side.tcpFlags()));
        }
    }

    static void outer(IpAddress address, FieldSink sink) {
        if (!address.equals(IpAddress.ANY)) {
            sink.address(address);
        }
    }

    static void trueIf(boolean value, FieldSink sink) {
        if (value) {
            sink.bool(true);
        }
    }
}
