package io.ringflow.capture.ring;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The packet sockets of this process, according to the kernel. */
public final class PacketSockets {

    /** The column with the index of the interface. */
    private static final int INTERFACE = 4;

    private PacketSockets() {}

    /** Number of rings mapped into memory. */
    public static long rings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains("socket:")).count();
        }
    }

    /** Number of packet sockets in the network namespace of the process. */
    public static long count() throws IOException {
        return count(fields -> true);
    }

    /** Number of those that are bound to an interface, which must exist. */
    public static long countOf(String interfaceName) throws IOException {
        Path file = Path.of("/sys/class/net", interfaceName, "ifindex");
        String index = Files.readString(file).trim();
        return count(fields -> fields[INTERFACE].equals(index));
    }

    private static long count(Predicate<String[]> condition) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<String> rows = Files.lines(Path.of("/proc/net/packet"))) {
            rows.map(row -> row.trim().split("\\s+", -1))
                    .filter(condition)
                    .forEach(fields -> inodes.add("socket:[" + fields[fields.length - 1] + "]"));
        }
        long own = 0;
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path fd : fds) {
                if (isOneOf(inodes, fd)) {
                    own++;
                }
            }
        }
        return own;
    }

    private static boolean isOneOf(Set<String> inodes, Path fd) throws IOException {
        try {
            return inodes.contains(Files.readSymbolicLink(fd).toString());
        } catch (NoSuchFileException e) {
            // It was closed after the directory was listed.
            return false;
        }
    }
}
