package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.255.255.255",
                "172.31.0.1",
                "192.168.0.1",
                "100.127.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "255.255.255.255",
                "::",
                "::1",
                "fd00::1",
                "fe80::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "64:ff9b:1::8.8.8.8"
            })
    void containsAddressesThatAreNotRouted(String address) {
        assertThat(LocalAddresses.contains(IpAddress.parse(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "172.32.0.1",
                "192.169.0.1",
                "100.128.0.1",
                "224.0.1.1",
                "::2",
                "2001:4860::1",
                "2002:808:808::1",
                "64:ff9b::8.8.8.8",
                "ff02::1",
                "::ffff:10.0.0.1"
            })
    void leavesOutAddressesThatAreRouted(String address) {
        assertThat(LocalAddresses.contains(IpAddress.parse(address))).isFalse();
    }
}
