package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::A, 2001:db8::a",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:1:2:3:4:0:0, ::1:2:3:4:0:0",
        "fe80:0:0:0:0200:86ff:fe05:80da, fe80::200:86ff:fe05:80da",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "::ffff:10.9.100.255, ::ffff:10.9.100.255",
        "::FFFF:a09:64ff, ::ffff:10.9.100.255",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255"
    })
    void writesTheShortestFormOfRfc5952(String text, String expected) {
        assertThat(IpAddress.parse(text)).hasToString(expected);
    }

    @Test
    void parsesItsOwnText() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            // Many groups are zero, so that "::" occurs everywhere.
            long keep = random.nextLong() & 0x0001_0001_0001_0001L;
            IpAddress address =
                    new IpAddress(
                            random.nextLong() & keep * 0xffff,
                            random.nextLong() & (keep >>> 1) * 0xffff);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
    }

    @Test
    void parsesAddressesLikeTheJavaLibrary() throws UnknownHostException {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            IpAddress address = new IpAddress(random.nextLong(), random.nextLong());
            byte[] bytes =
                    ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
            assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
        }
    }

    @Test
    void storesIpv4AsMappedAddress() {
        IpAddress address = IpAddress.v4(0xc0a8_0001);

        assertThat(address.isV4()).isTrue();
        assertThat(address).hasToString("192.168.0.1").isEqualTo(new IpAddress(0, 0xffffc0a80001L));
        assertThat(IpAddress.parse("::1").isV4()).isFalse();
        assertThat(IpAddress.parse("1::ffff:1.2.3.4").isV4()).isFalse();
    }

    @Test
    void distinguishesMappedIpv6AddressesFromIpv4() {
        IpAddress mapped = IpAddress.parse("::ffff:192.168.0.1");

        assertThat(mapped).isNotEqualTo(IpAddress.v4(0xc0a8_0001));
        assertThat(mapped.isV4()).isFalse();
        assertThat(mapped.wireLow()).isEqualTo(0xffff_c0a8_0001L);
        assertThat(IpAddress.v6(0, 0xffff_c0a8_0001L)).isEqualTo(mapped);
        assertThat(mapped).isGreaterThan(IpAddress.parse("::fffd:ffff:ffff"));
        assertThat(mapped).isLessThan(IpAddress.parse("::1:0:0:0"));
    }

    @Test
    void ordersAddressesAsUnsignedNumbers() {
        assertThat(IpAddress.parse("10.0.0.1")).isLessThan(IpAddress.parse("192.168.0.1"));
        assertThat(IpAddress.parse("2001:db8::1")).isLessThan(IpAddress.parse("fe80::1"));
        assertThat(IpAddress.parse("2001::ffff:0:0:1")).isGreaterThan(IpAddress.parse("2001::1"));
        assertThat(IpAddress.parse("10.0.0.1")).isEqualByComparingTo(IpAddress.parse("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.1.2",
                "1234",
                ":::",
                "1:2:3",
                "a.b.c.d",
                "2001:db8::1%eth0",
                "[::1]",
                "12345::1",
                "dead.beef"
            })
    void rejectsTextThatIsNotAnAddressWithoutLookup(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not an IP address");
    }
}
