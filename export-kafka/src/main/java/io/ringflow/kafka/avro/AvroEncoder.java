package io.ringflow.kafka.avro;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Encodes flows by {@link AvroSchema}. Not thread-safe. */
public final class AvroEncoder implements FieldSink {

    /** What a message in single-object encoding starts with. */
    private static final int[] MARKER = {0xc3, 0x01};

    private static final int NULL = 0;

    /** The second branch of a union, as an encoded number. */
    private static final int VALUE = 2;

    private final AvroBytes out = new AvroBytes();
    private final boolean singleObject;
    private final long fingerprint = Fingerprint.of(AvroSchema.canonical());

    /** True while a field is written that a flow may lack. */
    private boolean nullable;

    private boolean written;

    /**
     * Creates an encoder.
     *
     * @param singleObject whether each message starts with the schema's fingerprint, as in Avro's
     *     single-object encoding
     */
    public AvroEncoder(boolean singleObject) {
        this.singleObject = singleObject;
    }

    /** Appends one message. */
    public void write(Flow flow, ByteArrayOutputStream message) {
        out.truncate(0);
        if (singleObject) {
            out.raw(MARKER[0]);
            out.raw(MARKER[1]);
            out.raw(fingerprint);
        }
        for (List<FlowField> group : AvroSchema.GROUPS) {
            if (group.get(0).group().isEmpty()) {
                field(flow, group.get(0));
            } else {
                group(flow, group);
            }
        }
        out.writeTo(message);
    }

    /** Writes a record of several fields, or null if the flow has none of them. */
    private void group(Flow flow, List<FlowField> members) {
        int start = out.length();
        out.raw(VALUE);
        boolean any = false;
        for (FlowField member : members) {
            any |= field(flow, member);
        }
        if (!any) {
            out.truncate(start);
            out.raw(NULL);
        }
    }

    /** Returns true if the flow has the field. */
    private boolean field(Flow flow, FlowField field) {
        nullable = !AvroSchema.REQUIRED.contains(field);
        written = false;
        field.write(flow, this);
        if (!written) {
            if (!nullable) {
                throw new IllegalStateException("A flow has no " + field.fieldName());
            }
            out.raw(NULL);
        }
        return written;
    }

    private void start() {
        written = true;
        if (nullable) {
            out.raw(VALUE);
        }
    }

    @Override
    public void text(String value) {
        start();
        out.text(value);
    }

    @Override
    public void number(long value) {
        start();
        out.number(value);
    }

    @Override
    public void decimal(double value) {
        start();
        out.decimal(value);
    }

    @Override
    public void address(IpAddress value) {
        start();
        out.address(value);
    }

    @Override
    public void time(long nanos) {
        start();
        out.number(nanos);
    }

    @Override
    public void bool(boolean value) {
        start();
        out.raw(value ? 1 : 0);
    }

    @Override
    public void observers(List<ObserverCount> value) {
        start();
        if (!value.isEmpty()) {
            out.number(value.size());
            value.forEach(this::observer);
        }
        out.number(0);
    }

    private void observer(ObserverCount count) {
        out.text(count.observer().host());
        out.text(count.observer().interfaceName());
        out.number(count.packets());
        out.number(count.bytes());
        out.number(count.srcPackets());
        out.number(count.dstPackets());
        out.number(count.firstNanos());
        out.number(count.lastNanos());
    }
}
