package io.ringflow.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports that docs/42-security.md lists, one per row, with command and default port. */
final class DocumentedPorts {

    private static final Pattern ROW = Pattern.compile("^\\| `([^|]+)` \\| (\\d+) ");

    private DocumentedPorts() {}

    /** Returns the ports of a command as sockets at an address. */
    static SortedSet<String> at(String address, String command) throws IOException {
        SortedSet<String> ports = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/42-security.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find() && List.of(row.group(1).split("`, `", -1)).contains(command)) {
                ports.add(address + ":" + row.group(2));
            }
        }
        return ports;
    }
}
