package io.ringflow.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP sockets on which a process listens, as {@code ss -ltnp} shows them. */
final class ListeningSockets {

    private static final String LISTEN = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    /** Returns the sockets of a process and its descendants, such as {@code 127.0.0.1:8081}. */
    static SortedSet<String> of(Process process) throws IOException {
        SortedSet<String> sockets = new TreeSet<>();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        for (ProcessHandle handle : all) {
            Path directory = Path.of("/proc", String.valueOf(handle.pid()));
            Map<String, String> byInode = new HashMap<>();
            for (String table : List.of("net/tcp", "net/tcp6")) {
                read(directory.resolve(table), byInode);
            }
            try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    String address = byInode.get(inode(descriptor));
                    if (address != null) {
                        sockets.add(address);
                    }
                }
            }
        }
        return sockets;
    }

    private static void read(Path table, Map<String, String> byInode) throws IOException {
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns[STATE].equals(LISTEN)) {
                byInode.put(columns[INODE], address(columns[ADDRESS]));
            }
        }
    }

    /** The kernel prints each 32 bits of an address in the machine's byte order. */
    private static String address(String hexadecimal) throws IOException {
        String[] parts = hexadecimal.split(":", 2);
        ByteBuffer printed = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
        ByteBuffer address = ByteBuffer.allocate(printed.capacity()).order(ByteOrder.nativeOrder());
        while (printed.hasRemaining()) {
            address.putInt(printed.getInt());
        }
        String host = InetAddress.getByAddress(address.array()).getHostAddress();
        return host + ":" + Integer.parseInt(parts[1], 16);
    }

    private static String inode(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll("socket:\\[|]", "");
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
