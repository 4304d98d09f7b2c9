package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.model.TunnelType;

/**
 * A stack of MPLS labels (RFC 3032). Nothing says what it carries: IP by its version, else the
 * Ethernet of a pseudowire, with a control word before it or without (RFC 4448).
 */
final class MplsStack {

    private static final int LABEL_LENGTH = 4;
    private static final int MAX_LABELS = 16;
    private static final int BOTTOM = 0x100;

    private static final int CONTROL_WORD_LENGTH = 4;

    /** First half byte of a pseudowire's own messages (RFC 5586). */
    private static final int ASSOCIATED_CHANNEL = 1;

    private MplsStack() {}

    static Undecoded walk(Walk walk) {
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int entry;
        int labels = 0;
        do {
            if (!walk.has(LABEL_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (++labels > MAX_LABELS) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            entry = walk.int32(0);
            walk.at += LABEL_LENGTH;
        } while ((entry & BOTTOM) == 0);
        walk.tunnel(TunnelType.MPLS, entry >>> 12);
        return payload(walk);
    }

    private static Undecoded payload(Walk walk) {
        if (!walk.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        return switch (walk.int8(0) >>> 4) {
            case 4, 6 -> null;
            case ASSOCIATED_CHANNEL -> Undecoded.NOT_IP;
            case 0 -> {
                // A control word begins with 0, but many Ethernet addresses do so too.
                boolean bare =
                        EtherPayload.looksLikeEthernet(walk, 0)
                                && !EtherPayload.looksLikeEthernet(walk, CONTROL_WORD_LENGTH);
                if (!bare && walk.has(CONTROL_WORD_LENGTH)) {
                    walk.at += CONTROL_WORD_LENGTH;
                }
                yield EtherPayload.ethernet(walk);
            }
            default -> EtherPayload.ethernet(walk);
        };
    }
}
