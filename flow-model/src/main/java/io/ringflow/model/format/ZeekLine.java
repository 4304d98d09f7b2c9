package io.ringflow.model.format;

import io.ringflow.model.FlowId;
import io.ringflow.model.IpAddress;

/**
 * One line of a Zeek log in either of its notations ({@code threading/formatters/Ascii.cc} and
 * {@code JSON.cc}). Text is ASCII without separators, quotes and control characters. Not
 * thread-safe.
 */
abstract class ZeekLine extends LineBuffer {

    /** Starts the next field. */
    abstract void name(ZeekField field);

    /** Writes a field that has no value. */
    abstract void unset(ZeekField field);

    /** Writes what is around text. */
    abstract void quote();

    /** Writes a truth value. */
    abstract void bool(ZeekField field, boolean value);

    /** Ends the line. */
    abstract void end();

    final void number(ZeekField field, long value) {
        name(field);
        number(value);
    }

    final void numberOrUnset(ZeekField field, long value, boolean known) {
        if (known) {
            number(field, value);
        } else {
            unset(field);
        }
    }

    final void millionths(ZeekField field, long value) {
        name(field);
        millionths(value);
    }

    final void address(ZeekField field, IpAddress address) {
        name(field);
        quote();
        address(address);
        quote();
    }

    final void uid(ZeekField field, FlowId id) {
        name(field);
        quote();
        reserve(ZeekUid.LENGTH);
        length = ZeekUid.write(id, bytes, length);
        quote();
    }

    final void text(ZeekField field, CharSequence ascii) {
        if (ascii.isEmpty()) {
            unset(field);
            return;
        }
        name(field);
        quote();
        add(ascii);
        quote();
    }

    /** Tab-separated values; a field without value is a hyphen. */
    static final class Tsv extends ZeekLine {

        @Override
        void name(ZeekField field) {
            if (length > 0) {
                add('\t');
            }
        }

        @Override
        void unset(ZeekField field) {
            name(field);
            add('-');
        }

        @Override
        void quote() {
            // Values without separators need none.
        }

        @Override
        void bool(ZeekField field, boolean value) {
            name(field);
            add(value ? 'T' : 'F');
        }

        @Override
        void end() {
            add('\n');
        }
    }

    /** A JSON object; a field without value is left out. */
    static final class Json extends ZeekLine {

        @Override
        void name(ZeekField field) {
            add(length == 0 ? '{' : ',');
            add(field.member());
        }

        @Override
        void unset(ZeekField field) {
            // Left out.
        }

        @Override
        void quote() {
            add('"');
        }

        @Override
        void bool(ZeekField field, boolean value) {
            name(field);
            add(value ? "true" : "false");
        }

        @Override
        void end() {
            add("}\n");
        }
    }
}
