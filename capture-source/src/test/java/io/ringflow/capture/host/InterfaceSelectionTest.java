package io.ringflow.capture.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.ring.InterfaceLinkType;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InterfaceSelectionTest {

    private static final List<NetworkInterfaceInfo> HOST =
            List.of(
                    host("eth0", true, true),
                    host("eth1", true, false),
                    host("eth10", false, false),
                    host("lo", true, false),
                    host("veth7", true, false));

    @Test
    void defaultSelectsInterfacesOfDefaultRoutes() {
        assertThat(resolve(List.of("default"))).containsExactly("eth0");
    }

    @Test
    void defaultWithoutRouteSelectsAllThatAreUpButLoopback() {
        List<NetworkInterfaceInfo> host =
                List.of(host("a", true, false), host("b", false, false), host("lo", true, false));
        assertThat(selection("default").resolve(host)).containsExactly("a");
    }

    @Test
    void rejectsDefaultOnHostWithLoopbackOnly() {
        assertThatThrownBy(() -> selection("default").resolve(List.of(host("lo", true, false))))
                .isInstanceOf(CaptureException.class)
                .hasMessage(
                        "the host has no default route, and no interface but lo is up; name one"
                                + " of: lo");
    }

    @Test
    void allLeavesOutLoopback() {
        assertThat(resolve(List.of("all"))).containsExactly("eth0", "eth1", "eth10", "veth7");
        assertThat(resolve(List.of("*"))).doesNotContain("lo");
        assertThat(resolve(List.of("lo"))).containsExactly("lo");
    }

    @Test
    void globsMatchWholeNames() {
        assertThat(resolve(List.of("eth?"))).containsExactly("eth0", "eth1");
        assertThat(resolve(List.of("eth*"))).containsExactly("eth0", "eth1", "eth10");
        assertThat(resolve(List.of("eth[1-9]"))).containsExactly("eth1");
        assertThat(resolve(List.of("eth[!1]"))).containsExactly("eth0");
        assertThat(resolve(List.of("v[ae]th7"))).containsExactly("veth7");
    }

    @Test
    void leavesOutExcludedNamesAndGlobs() {
        assertThat(InterfaceSelection.of(List.of("all"), List.of("veth*", "eth10")).resolve(HOST))
                .containsExactly("eth0", "eth1");
    }

    @Test
    void rejectsUnknownNameAndListsExistingOnes() {
        assertThatThrownBy(() -> resolve(List.of("eth0", "eth9")))
                .isInstanceOf(UnknownInterfaceException.class)
                .hasMessage("no interface \"eth9\"; this host has: eth0, eth1, eth10, lo, veth7");
    }

    @Test
    void rejectsSelectionThatMatchesNothing() {
        assertThatThrownBy(() -> resolve(List.of("wlan*")))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("no interface matches wlan*; name one of: eth0");
    }

    @Test
    void presentLeavesOutMissingInterfaces() {
        assertThat(selection("eth9", "eth1").present(HOST)).containsExactly("eth1");
        assertThat(selection("eth9").present(HOST)).isEmpty();
    }

    @Test
    void rejectsMalformedGlob() {
        assertThatThrownBy(() -> resolve(List.of("eth[")))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("bad interface pattern \"eth[\"");
    }

    private static List<String> resolve(List<String> words) {
        return InterfaceSelection.of(words, List.of()).resolve(HOST);
    }

    private static InterfaceSelection selection(String... words) {
        return InterfaceSelection.of(List.of(words), List.of());
    }

    private static NetworkInterfaceInfo host(String name, boolean up, boolean defaultRoute) {
        return new NetworkInterfaceInfo(
                name,
                up,
                name.equals("lo")
                        ? InterfaceLinkType.ARPHRD_LOOPBACK
                        : InterfaceLinkType.ARPHRD_ETHER,
                List.of(),
                OptionalInt.empty(),
                defaultRoute);
    }
}
