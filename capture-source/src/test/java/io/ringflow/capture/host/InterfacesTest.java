package io.ringflow.capture.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterfacesTest {

    private static final String ZERO = "0".repeat(32);

    @TempDir private Path root;
    private Path sys;
    private Path proc;

    @BeforeEach
    void makeHost() throws IOException {
        sys = Files.createDirectories(root.resolve("sys"));
        proc = Files.createDirectories(root.resolve("proc"));
        add("eth0", "0x1003", "1", "10000");
        add("eth1", "0x1002", "1", "-1");
        add("lo", "0x9", "772", "");
        add("tun0", "0x10d1", "65534", "10");
        Files.writeString(sys.resolve("bonding_masters"), "");
    }

    @Test
    void describesEachInterface() {
        assertThat(read())
                .containsExactly(
                        new NetworkInterfaceInfo(
                                "eth0", true, 1, List.of("a"), OptionalInt.of(10000), false),
                        new NetworkInterfaceInfo(
                                "eth1", false, 1, List.of("a"), OptionalInt.empty(), false),
                        new NetworkInterfaceInfo(
                                "lo", true, 772, List.of("a"), OptionalInt.empty(), false),
                        new NetworkInterfaceInfo(
                                "tun0", true, 65534, List.of("a"), OptionalInt.of(10), false));
    }

    @Test
    void derivesLinkTypeAndLoopbackFromTheHardwareType() {
        assertThat(read())
                .extracting(NetworkInterfaceInfo::linkTypeName)
                .containsExactly("ethernet", "ethernet", "ethernet", "raw-ip");
        assertThat(read()).extracting(NetworkInterfaceInfo::linkType).containsExactly(1, 1, 1, 101);
        assertThat(read().stream().filter(NetworkInterfaceInfo::loopback))
                .extracting(NetworkInterfaceInfo::name)
                .containsExactly("lo");
    }

    @Test
    void writesAddressesAsFlowsDo() {
        assertThat(Interfaces.addressesOf("lo"))
                .startsWith("127.0.0.1")
                .allSatisfy(text -> assertThat(IpAddress.parse(text)).as(text).hasToString(text));
        assertThat(Interfaces.addressesOf("none")).isEmpty();
    }

    @Test
    void marksTheInterfacesOfDefaultRoutes() throws IOException {
        Files.writeString(
                proc.resolve("route"),
                """
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU
                eth1\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0
                eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0
                """);
        Files.writeString(
                proc.resolve("ipv6_route"),
                ZERO
                        + " 00 "
                        + ZERO
                        + " 00 "
                        + ZERO
                        + " 400 2 0 00000003     tun0\n"
                        + ZERO
                        + " 00 "
                        + ZERO
                        + " 00 "
                        + ZERO
                        + " ffffffff 1 0 00200200     eth1\n"
                        + ZERO
                        + " 00 "
                        + ZERO
                        + " 00 "
                        + ZERO
                        + " ffffffff 1 0 00000001     lo\n");
        assertThat(read().stream().filter(NetworkInterfaceInfo::defaultRoute))
                .extracting(NetworkInterfaceInfo::name)
                .containsExactly("eth0", "tun0");
    }

    @Test
    void listsTheInterfacesOfThisHost() {
        assertThat(Interfaces.list())
                .filteredOn(NetworkInterfaceInfo::loopback)
                .extracting(NetworkInterfaceInfo::name)
                .containsExactly("lo");
    }

    private List<NetworkInterfaceInfo> read() {
        return new Interfaces(sys, proc, name -> List.of("a")).read();
    }

    private void add(String name, String flags, String type, String speed) throws IOException {
        Path entry = Files.createDirectories(sys.resolve(name));
        Files.writeString(entry.resolve("flags"), flags + "\n");
        Files.writeString(entry.resolve("type"), type + "\n");
        Files.writeString(entry.resolve("speed"), speed + "\n");
    }
}
