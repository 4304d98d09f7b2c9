package io.ringflow.capture.ring;

import java.util.List;
import java.util.OptionalInt;

/**
 * An interface of this host.
 *
 * @param name its name
 * @param up whether it is set up; without a carrier, too
 * @param loopback whether it is the loopback interface
 * @param linkType LINKTYPE_ value of the frames captured on it
 * @param addresses its IP addresses, as text
 * @param speedMbits megabits a second, where the driver knows
 * @param defaultRoute whether a default route leads through it
 */
public record NetworkInterfaceInfo(
        String name,
        boolean up,
        boolean loopback,
        int linkType,
        List<String> addresses,
        OptionalInt speedMbits,
        boolean defaultRoute) {

    public NetworkInterfaceInfo {
        addresses = List.copyOf(addresses);
    }

    /** The link type's name: {@code ethernet} or {@code raw-ip}. */
    public String linkTypeName() {
        return linkType == LinkTypes.ETHERNET ? "ethernet" : "raw-ip";
    }
}
