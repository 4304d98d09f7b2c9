package io.ringflow.capture.host;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.ring.InterfaceLinkType;
import io.ringflow.model.IpAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The interfaces of this host, read from {@code /sys/class/net} and {@code /proc/net}. They are
 * those of the network namespace in which these file systems were mounted. Thread-safe.
 */
public final class Interfaces {

    private static final int IFF_UP = 1;
    private static final int RTF_UP = 0x1;
    private static final int RTF_REJECT = 0x200;
    private static final String NO_ADDRESS_V4 = "0".repeat(8);
    private static final String NO_ADDRESS_V6 = "0".repeat(32);

    private final Path sysClassNet;
    private final Path procNet;
    private final Function<String, List<String>> addresses;

    Interfaces(Path sysClassNet, Path procNet, Function<String, List<String>> addresses) {
        this.sysClassNet = sysClassNet;
        this.procNet = procNet;
        this.addresses = addresses;
    }

    /**
     * The host's interfaces, sorted by name.
     *
     * @throws CaptureException if they can't be listed
     */
    public static List<NetworkInterfaceInfo> list() {
        return new Interfaces(
                        Path.of("/sys/class/net"), Path.of("/proc/net"), Interfaces::addressesOf)
                .read();
    }

    /**
     * The host's interfaces without their addresses, which take longest to find.
     *
     * @throws CaptureException if they can't be listed
     */
    static List<NetworkInterfaceInfo> listWithoutAddresses() {
        return new Interfaces(Path.of("/sys/class/net"), Path.of("/proc/net"), name -> List.of())
                .read();
    }

    List<NetworkInterfaceInfo> read() {
        Set<String> defaults = defaultRoutes();
        try (Stream<Path> entries = Files.list(sysClassNet)) {
            // The directory also holds plain files, such as bonding_masters.
            return entries.filter(Files::isDirectory)
                    .map(entry -> describe(entry, defaults))
                    .sorted(comparing(NetworkInterfaceInfo::name))
                    .toList();
        } catch (IOException e) {
            throw new CaptureException("can't list the interfaces in " + sysClassNet, e);
        }
    }

    private NetworkInterfaceInfo describe(Path entry, Set<String> defaults) {
        String name = entry.getFileName().toString();
        int hardwareType = number(entry.resolve("type"), InterfaceLinkType.ARPHRD_ETHER);
        int speed = number(entry.resolve("speed"), -1);
        return new NetworkInterfaceInfo(
                name,
                (number(entry.resolve("flags"), 0) & IFF_UP) != 0,
                hardwareType,
                addresses.apply(name),
                speed > 0 ? OptionalInt.of(speed) : OptionalInt.empty(),
                defaults.contains(name));
    }

    private Set<String> defaultRoutes() {
        Set<String> names = new HashSet<>();
        for (String[] field : table("route", 8)) {
            // Iface Destination Gateway Flags RefCnt Use Metric Mask
            if (field[1].equals(NO_ADDRESS_V4) && field[7].equals(NO_ADDRESS_V4)) {
                addUsable(names, field[0], field[3]);
            }
        }
        for (String[] field : table("ipv6_route", 10)) {
            // destination, length, source, length, next hop, metric, count, use, flags, name
            if (field[0].equals(NO_ADDRESS_V6) && field[1].equals("00")) {
                addUsable(names, field[9], field[8]);
            }
        }
        names.remove("lo");
        return names;
    }

    private static void addUsable(Set<String> names, String name, String flags) {
        if ((Integer.parseUnsignedInt(flags, 16) & (RTF_UP | RTF_REJECT)) == RTF_UP) {
            names.add(name);
        }
    }

    /** The rows of a table that have at least {@code fields} fields; empty if there is no table. */
    private List<String[]> table(String file, int fields) {
        try {
            return Files.readAllLines(procNet.resolve(file)).stream()
                    .map(line -> line.trim().split("\\s+", -1))
                    .filter(row -> row.length >= fields)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * A decimal or {@code 0x} number in a file. Some drivers refuse to let {@code speed} be read.
     */
    private static int number(Path file, int unknown) {
        try {
            return Integer.decode(Files.readString(file).trim());
        } catch (IOException | NumberFormatException e) {
            return unknown;
        }
    }

    /** The addresses of an interface of this host, as flows show them; IPv4 first. */
    static List<String> addressesOf(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                return List.of();
            }
            return Collections.list(found.getInetAddresses()).stream()
                    .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                    .map(IpAddress::parse)
                    .sorted(comparing(IpAddress::isV4).reversed().thenComparing(naturalOrder()))
                    .map(IpAddress::toString)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
