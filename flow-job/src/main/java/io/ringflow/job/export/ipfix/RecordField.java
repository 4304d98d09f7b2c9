package io.ringflow.job.export.ipfix;

import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * A field of data records: its specifier in the template, and how a flow fills it.
 *
 * @param element the information element
 * @param reverse true for the element of the reverse direction (RFC 5103)
 * @param content writes the element's value
 */
record RecordField(InformationElement element, boolean reverse, Content content) {

    /** Private enterprise number of reverse information elements. */
    static final int REVERSE_PEN = 29_305;

    /** Set in an element's number if an enterprise number follows. */
    private static final int ENTERPRISE = 0x8000;

    /** Appends the value of one element. */
    @FunctionalInterface
    interface Content {
        void write(DirectedFlow flow, ByteBuffer out);
    }

    static RecordField of(InformationElement element, Content content) {
        return new RecordField(element, false, content);
    }

    static RecordField reverse(InformationElement element, Content content) {
        return new RecordField(element, true, content);
    }

    /** Appends the field specifier (RFC 7011, 3.2). */
    void specify(ByteBuffer out) {
        out.putShort((short) (reverse ? element.id() | ENTERPRISE : element.id()));
        out.putShort((short) element.length());
        if (reverse) {
            out.putInt(REVERSE_PEN);
        }
    }

    static void putV4(ByteBuffer out, IpAddress address) {
        out.putInt((int) address.low());
    }

    static void putV6(ByteBuffer out, IpAddress address) {
        out.putLong(address.high()).putLong(address.wireLow());
    }
}
