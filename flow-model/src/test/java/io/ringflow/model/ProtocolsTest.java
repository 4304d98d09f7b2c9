package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProtocolsTest {

    @Test
    void namesWellKnownProtocols() {
        assertThat(Protocols.name(6)).isEqualTo("tcp");
        assertThat(Protocols.name(58)).isEqualTo("icmp6");
        assertThat(Protocols.name(47)).isEqualTo("gre");
        assertThat(Protocols.name(253)).isEqualTo("253");
    }

    @Test
    void findsProtocolsByNameAndByNumber() {
        for (int number = 0; number < 256; number++) {
            assertThat(Protocols.number(Protocols.name(number))).isEqualTo(number);
            assertThat(Protocols.number(Integer.toString(number))).isEqualTo(number);
        }
        assertThat(Protocols.number("TCP")).isEqualTo(6);
    }

    @Test
    void rejectsUnknownProtocols() {
        assertThatThrownBy(() -> Protocols.number("256"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"256\" is not a protocol");
        assertThatThrownBy(() -> Protocols.number("tpc"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesTcpFlagsFromCwrToFin() {
        assertThat(TcpFlags.text(0xff)).isEqualTo("CEUAPRSF");
        assertThat(TcpFlags.text(TcpFlags.SYN | TcpFlags.ACK)).isEqualTo("AS");
        assertThat(TcpFlags.text(TcpFlags.FIN | TcpFlags.RST)).isEqualTo("RF");
        assertThat(TcpFlags.text(0x40 | 0x80 | 0x20 | 0x08)).isEqualTo("CEUP");
        assertThat(TcpFlags.text(0)).isEmpty();
    }
}
