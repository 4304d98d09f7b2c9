package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpStateTest {

    private static FlowSide side(String flags) {
        if (flags.equals("-")) {
            return FlowSide.SILENT;
        }
        boolean payload = flags.endsWith("d");
        int bits = 0;
        for (int i = 0; i < flags.length() - (payload ? 1 : 0); i++) {
            bits |= 0x80 >>> "CEUAPRSF".indexOf(flags.charAt(i));
        }
        return FlowSide.of(3, 120, 0, 1).withTcp(bits, 0, 0, payload);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "SYN, S, -, S0",
        "SYN, SA, A, S0",
        "SYN, SA, SA, S1",
        "SYN, SAPd, SAPd, S1",
        "SYN, SAF, SAF, SF",
        "SYN, SAFR, SAF, SF",
        "SYN, SAF, SAFR, SF",
        "SYN, S, RA, REJ",
        "SYN, SR, RA, REJ",
        "SYN, SRd, RAd, RSTR",
        "SYN, SAF, SA, S2",
        "SYN, SA, SAF, S3",
        "SYN, SAR, SA, RSTO",
        "SYN, SAFR, SA, RSTO",
        "SYN, SA, SAR, RSTR",
        "SYN, SR, -, RSTOS0",
        "SYN, SF, -, SH",
        "SYN_ACK, -, SAR, RSTRH",
        "SYN_ACK, -, SAF, SHR",
        "SYN_ACK, A, SA, S1",
        "SYN_ACK, -, SA, OTH",
        "FIRST_PACKET, A, A, OTH",
        "FIRST_PACKET, APd, -, OTH",
        "FIRST_PACKET, AF, AF, SF",
        "FIRST_PACKET, R, -, OTH",
        "FIRST_PACKET, RA, A, OTH",
        "FIRST_PACKET, APd, RA, OTH",
        "FIRST_PACKET, R, R, OTH",
        "FIRST_PACKET, AF, A, OTH",
        "FIRST_PACKET, A, AF, OTH",
        "FIRST_PACKET, AF, RA, RSTR",
        "SYN_ACK, -, RA, OTH"
    })
    void followsFromTheFlagsOfBothEndpoints(
            InitiatorRule rule, String initiator, String responder, TcpState state) {
        assertThat(TcpState.of(rule, side(initiator), side(responder))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"SAR, SA, S1", "SR, -, S0", "SAFR, SAF, SF", "SAFR, SA, S2"})
    void doesNotFollowFromIgnoredReset(String initiator, String responder, TcpState state) {
        FlowSide ignored = side(initiator);
        FlowSide src = ignored.withStateFlags(ignored.tcpFlags() & ~TcpFlags.RST);
        assertThat(TcpState.of(InitiatorRule.SYN, src, side(responder))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"A, A, S1", "AF, AF, SF", "-, A, S1", "RA, A, RSTO", "A, -, S1"})
    void followsFromTheFlagsOfTheFlowBeforeToo(String initiator, String responder, TcpState state) {
        int before = TcpFlags.SYN | TcpFlags.ACK;
        FlowSide src = side(initiator);
        FlowSide dst = side(responder);
        assertThat(
                        TcpState.of(
                                InitiatorRule.SYN,
                                src.withStateFlags(src.tcpFlags() | before),
                                dst.withStateFlags(dst.tcpFlags() | before)))
                .isEqualTo(state);
    }
}
