package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;

/** The labels found in one packet. Reused for every packet. Not thread-safe. */
public final class Labels {

    private static final int KINDS = LabelKind.values().length;

    private final LabelText[] texts = new LabelText[KINDS];

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

    /** Returns true if there is a label of any kind. */
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
