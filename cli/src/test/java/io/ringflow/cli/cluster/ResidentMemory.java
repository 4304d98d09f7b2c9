package io.ringflow.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads how much memory processes have resident. */
final class ResidentMemory {

    private ResidentMemory() {}

    /** Returns the size of each process that runs, in MB. */
    static Map<String, Long> megabytes(Map<String, Process> processes) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (Map.Entry<String, Process> part : processes.entrySet()) {
            long size = megabytes(part.getValue().pid());
            if (size > 0) {
                sizes.put(part.getKey(), size);
            }
        }
        return sizes;
    }

    private static long megabytes(long pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1000)
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
