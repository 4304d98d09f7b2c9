package io.ringflow.capture.host;

import io.ringflow.capture.ring.InterfaceLinkType;
import java.util.List;
import java.util.OptionalInt;

/**
 * An interface of this host.
 *
 * @param name the interface's name
 * @param up whether it is administratively up, with or without a carrier
 * @param hardwareType ARPHRD_ value of its link
 * @param addresses its IP addresses, as text
 * @param speedMbits speed in megabits per second, if the driver reports it
 * @param defaultRoute whether a default route uses it
 */
public record NetworkInterfaceInfo(
        String name,
        boolean up,
        int hardwareType,
        List<String> addresses,
        OptionalInt speedMbits,
        boolean defaultRoute) {

    public NetworkInterfaceInfo {
        addresses = List.copyOf(addresses);
    }

    /** Returns true for the loopback interface. */
    public boolean loopback() {
        return hardwareType == InterfaceLinkType.ARPHRD_LOOPBACK;
    }

    /** LINKTYPE_ value of the frames captured on the interface. */
    public int linkType() {
        return InterfaceLinkType.ofHardware(hardwareType);
    }

    /** The link type's name: {@code ethernet} or {@code raw-ip}. */
    public String linkTypeName() {
        return linkType() == InterfaceLinkType.ETHERNET ? "ethernet" : "raw-ip";
    }
}
