package io.ringflow.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The metric {@code process_resident_memory_bytes}, by the name that Prometheus' client libraries
 * use. It includes the rings, the rows of flows and everything else outside the heap. Thread-safe.
 */
final class ProcessMemory implements MeterBinder {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("process.resident.memory", ProcessMemory::residentBytes)
                .description("Resident memory of the process")
                .baseUnit("bytes")
                .register(registry);
    }

    /** The resident memory; NaN if the kernel doesn't say. Source: proc_pid_status(5). */
    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(RESIDENT)) {
                    String kibibytes = line.substring(RESIDENT.length()).replace("kB", "");
                    return Long.parseLong(kibibytes.strip()) * 1024.0;
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
