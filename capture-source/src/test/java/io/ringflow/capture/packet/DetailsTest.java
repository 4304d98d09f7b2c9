package io.ringflow.capture.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.LabelKind;
import io.ringflow.model.TunnelType;
import org.junit.jupiter.api.Test;

class DetailsTest {

    private final Details details = new Details();

    private static int labelled(Details to, LabelKind kind, String text) {
        int at = to.add();
        to.label(at, kind, text.getBytes(US_ASCII), text.length());
        return at;
    }

    @Test
    void addsEntryWithoutValues() {
        int at = details.add();

        assertThat(at).isNotEqualTo(Details.NONE);
        assertThat(Details.tunnelType(details.words, at)).isZero();
        assertThat(Details.rtt(details.words, at)).isEqualTo(Details.NO_RTT);
        for (LabelKind kind : LabelKind.values()) {
            assertThat(Details.label(details.words, at, kind)).isEmpty();
        }
    }

    @Test
    void keepsLabelsOfEveryLength() {
        for (int length = 1; length <= LabelKind.MAX_BYTES; length++) {
            String text = "x".repeat(length - 1) + "y";
            int at = labelled(details, LabelKind.TLS_ALPN, text);

            assertThat(Details.label(details.words, at, LabelKind.TLS_ALPN)).isEqualTo(text);
            assertThat(at + Details.length(details.words, at)).isEqualTo(details.size);
        }
    }

    @Test
    void keepsFirstOfEveryValueWhenMerging() {
        int first = labelled(details, LabelKind.DNS_QUERY, "first.example");
        Details other = new Details();
        int second = other.add();
        other.tunnel(second, TunnelType.VXLAN, -2);
        other.endpoints(second, 1, 2, 3, 4);
        other.rtt(second, 99);
        other.label(second, LabelKind.TLS_SNI, "sni".getBytes(US_ASCII), 3);
        other.label(second, LabelKind.DNS_QUERY, "second".getBytes(US_ASCII), 6);

        int merged = details.merge(first, other.words, second);

        assertThat(Details.tunnelType(details.words, merged)).isEqualTo(TunnelType.VXLAN.ordinal());
        assertThat(Details.tunnelId(details.words, merged)).isEqualTo(-2);
        assertThat(Details.outer(details.words, merged, 3)).isEqualTo(4);
        assertThat(Details.rtt(details.words, merged)).isEqualTo(99);
        assertThat(Details.label(details.words, merged, LabelKind.TLS_SNI)).isEqualTo("sni");
        assertThat(Details.label(details.words, merged, LabelKind.DNS_QUERY))
                .isEqualTo("first.example");
        assertThat(details.merge(merged, other.words, second)).isEqualTo(merged);
    }

    @Test
    void findsCopiedEntriesAtTheirNewOffsets() {
        details.add();
        Details other = new Details();
        int at = labelled(other, LabelKind.HTTP_HOST, "host");

        int moved = at + details.addAll(other);
        int copied = details.add(other.words, at);

        assertThat(Details.label(details.words, moved, LabelKind.HTTP_HOST)).isEqualTo("host");
        assertThat(Details.label(details.words, copied, LabelKind.HTTP_HOST)).isEqualTo("host");
    }
}
