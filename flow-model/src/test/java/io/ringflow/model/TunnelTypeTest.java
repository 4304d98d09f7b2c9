package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TunnelTypeTest {

    @Test
    void ordinalsFitIntoSixBits() {
        assertThat(TunnelType.values()).hasSizeLessThanOrEqualTo(64);
        for (TunnelType type : TunnelType.values()) {
            assertThat(TunnelType.of(type.ordinal())).isSameAs(type);
        }
    }

    @Test
    void everyTypeHasItsOwnWord() {
        assertThat(Arrays.stream(TunnelType.values()).map(TunnelType::text))
                .doesNotHaveDuplicates()
                .contains("", "6in4", "gtp-u", "etherip");
    }

    @Test
    void idsChosenByReceiversDoNotIdentifyFlows() {
        assertThat(Arrays.stream(TunnelType.values()).filter(type -> !type.idTellsFlowsApart()))
                .containsExactly(
                        TunnelType.PPTP, TunnelType.GTP_U, TunnelType.MPLS, TunnelType.L2TP);
    }
}
