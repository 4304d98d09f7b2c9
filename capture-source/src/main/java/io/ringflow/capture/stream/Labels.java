package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;

/** The labels found in one packet. Reused from packet to packet; one thread. */
public final class Labels {

    private static final int KINDS = LabelKind.values().length;

    private final LabelText[] texts = new LabelText[KINDS];

    /** No labels. */
    public Labels() {
        for (int kind = 0; kind < KINDS; kind++) {
            texts[kind] = new LabelText();
        }
    }

    /** A kind's text; its length is 0 where there is none. Good until the next packet. */
    public LabelText text(LabelKind kind) {
        return texts[kind.ordinal()];
    }

    /** True where there is a label of the kind. */
    public boolean has(LabelKind kind) {
        return texts[kind.ordinal()].length() > 0;
    }

    /** True where there is a label of any kind. */
    public boolean any() {
        int length = 0;
        for (LabelText text : texts) {
            length |= text.length();
        }
        return length != 0;
    }

    /** Removes all labels. */
    public void clear() {
        for (LabelText text : texts) {
            text.clear();
        }
    }
}
