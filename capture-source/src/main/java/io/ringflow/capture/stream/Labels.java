package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;

/**
 * The labels found in one packet, and the DNS response in it. Reused for every packet. Not
 * thread-safe.
 */
public final class Labels {

    private static final int KINDS = LabelKind.values().length;

    private final LabelText[] texts = new LabelText[KINDS];
    private int responseCode = -1;
    private long responseNanos = -1;

    /** Creates an empty set of labels. */
    public Labels() {
        for (int kind = 0; kind < KINDS; kind++) {
            texts[kind] = new LabelText();
        }
    }

    /** The text of a kind, of length 0 if there is no such label. Valid until the next packet. */
    public LabelText text(LabelKind kind) {
        return texts[kind.ordinal()];
    }

    /** Returns true if there is a label of the kind. */
    public boolean has(LabelKind kind) {
        return texts[kind.ordinal()].length() > 0;
    }

    /** The code of the DNS response, or -1. */
    public int responseCode() {
        return responseCode;
    }

    /** Nanoseconds from the DNS query to its response, or -1. */
    public long responseNanos() {
        return responseNanos;
    }

    /** Sets the code of the DNS response, and the time that it took or -1. */
    void response(int code, long nanos) {
        responseCode = code;
        responseNanos = nanos;
    }

    /** Returns true if there is a DNS response. */
    public boolean hasResponse() {
        return responseCode >= 0;
    }

    /** Returns true if there is a label of any kind, or a DNS response. */
    public boolean any() {
        int length = responseCode + 1;
        for (LabelText text : texts) {
            length |= text.length();
        }
        return length != 0;
    }

    /** Removes all labels, and the DNS response. */
    public void clear() {
        response(-1, -1);
        for (LabelText text : texts) {
            text.clear();
        }
    }
}
