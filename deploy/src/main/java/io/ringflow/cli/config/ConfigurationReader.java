package io.ringflow.cli.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.LiveCapture;
import io.ringflow.job.FlowSettings;
import io.ringflow.model.format.CsvText;
import io.ringflow.server.ServerSettings;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration: defaults, file, environment, command line, the later ones winning. Every
 * mistake is reported, not just the first.
 */
public final class ConfigurationReader {

    /**
     * Heap taken by one flow, its share of the tables and indexes included; decides how many flows
     * {@code maxFlows: auto} allows.
     */
    private static final long BYTES_PER_FLOW = 400;

    private static final int SNAP_LENGTH_FOR_LABELS = 1536;

    private ConfigurationReader() {}

    /**
     * Reads a configuration.
     *
     * @param file the configuration file, if there is one
     * @param environment environment variables; those of other programs are ignored
     * @param overrides values by path, from the command line
     * @throws ConfigurationException with all mistakes
     */
    public static Configuration read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        return read(file, environment, overrides, Runtime.getRuntime().maxMemory());
    }

    /**
     * Reads a configuration for a job that runs in other processes.
     *
     * @param heapBytes the heap that holds the job's flows, of all its processes
     */
    public static Configuration read(
            Optional<Path> file,
            Map<String, String> environment,
            Map<String, String> overrides,
            long heapBytes) {
        GivenSettings given = new GivenSettings(heapBytes);
        file.ifPresent(path -> readFile(path, given));
        given.addEnvironment(environment);
        given.addCommandLine(overrides);
        Configuration configuration = build(given);
        if (!given.mistakes().isEmpty()) {
            throw new ConfigurationException(given.mistakes());
        }
        return configuration;
    }

    private static void readFile(Path file, GivenSettings given) {
        try {
            given.addFile(file.toString(), Yaml.document(Files.readString(file)));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ", line " + at.getLineNr();
            throw wrongFile(file, "is no YAML" + place + ": " + firstLine(e.getOriginalMessage()));
        } catch (NoSuchFileException e) {
            throw wrongFile(file, "does not exist; \"ringflow config defaults\" prints one");
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a directory" : "can't be read";
            throw wrongFile(file, why + "; give a YAML file that this user may read");
        }
    }

    private static ConfigurationException wrongFile(Path file, String message) {
        return new ConfigurationException(List.of(new Mistake(file.toString(), "", message)));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Configuration build(GivenSettings given) {
        return new Configuration(
                capture(given),
                flow(given),
                query(given),
                StateSettings.service(given),
                StateSettings.access(given),
                ClusterAccess.of(given),
                given.flink(),
                given.value(Settings.EXPORT).stream()
                        .map(each -> each.withCsv(csv(given)))
                        .toList(),
                new LogSettings(given.value(Settings.LOG_LEVEL), given.value(Settings.LOG_FORMAT)));
    }

    private static LiveCapture capture(GivenSettings given) {
        long blockSize = given.value(Settings.RING_BLOCK_SIZE);
        long blocks = given.value(Settings.RING_BLOCKS);
        if (blockSize * blocks > Integer.MAX_VALUE) {
            given.refuse(
                    Settings.RING_BLOCKS,
                    blocks
                            + " blocks of "
                            + blockSize
                            + " bytes make a ring of 2 GiB or more;"
                            + " allowed: less than 2 GiB in all");
            blocks = 2;
            blockSize = 1 << 20;
        }
        return new LiveCapture(
                given.value(Settings.INTERFACES),
                given.value(Settings.EXCLUDE),
                given.value(Settings.FILTER),
                given.value(Settings.PROMISCUOUS),
                snapLength(given),
                new LiveCapture.Ring(
                        (int) blockSize, (int) blocks, given.value(Settings.RING_RETIRE_TIMEOUT)),
                new LiveCapture.Fanout(
                        given.value(Settings.FANOUT_MODE),
                        given.value(Settings.FANOUT_READERS).intValue()),
                given.value(Settings.IGNORE_OUTGOING),
                decode(given));
    }

    /** Labels stand further behind than headers. A file may well hold the default. */
    private static int snapLength(GivenSettings given) {
        Long length = given.value(Settings.SNAP_LENGTH);
        boolean isDefault = length.equals(Settings.SNAP_LENGTH.defaultValue());
        return given.value(Settings.LABELS) && isDefault
                ? SNAP_LENGTH_FOR_LABELS
                : length.intValue();
    }

    private static DecodeSettings decode(GivenSettings given) {
        return new DecodeSettings(
                given.value(Settings.DECAPSULATE),
                given.value(Settings.VXLAN_PORTS),
                given.value(Settings.LABELS),
                new DecodeSettings.Connections(
                        given.value(Settings.KEY_VLAN),
                        given.value(Settings.KEY_TUNNEL),
                        given.value(Settings.IDLE_TCP),
                        Math.clamp(maxFlows(given) / 4, 1 << 16, 1 << 24)));
    }

    private static FlowSettings flow(GivenSettings given) {
        return FlowSettings.builder()
                .idleTimeout(
                        new FlowSettings.IdleTimeout(
                                given.value(Settings.IDLE_TCP),
                                given.value(Settings.IDLE_UDP),
                                given.value(Settings.IDLE_ICMP),
                                given.value(Settings.IDLE_OTHER)))
                .activeTimeout(given.value(Settings.ACTIVE_TIMEOUT))
                .splitOnActiveTimeout(given.value(Settings.SPLIT_ON_ACTIVE_TIMEOUT))
                .endLinger(given.value(Settings.END_LINGER))
                .keyVlan(given.value(Settings.KEY_VLAN))
                .keyTunnel(given.value(Settings.KEY_TUNNEL))
                .bucket(given.value(Settings.BUCKET))
                .allowedLateness(given.value(Settings.ALLOWED_LATENESS))
                .maxFlows(maxFlows(given))
                .retention(given.value(Settings.RETENTION))
                .build();
    }

    /** What was asked for, else what half the heap holds. */
    private static long maxFlows(GivenSettings given) {
        long maxFlows = given.value(Settings.MAX_FLOWS);
        return maxFlows == 0 ? given.heapBytes() / 2 / BYTES_PER_FLOW : maxFlows;
    }

    /** A mistake that only shows among several settings is told of the one that should change. */
    private static ServerSettings query(GivenSettings given) {
        String host = given.value(Settings.QUERY_HOST);
        Mode mode = given.value(Settings.SECURITY_MODE);
        int port = given.value(Settings.QUERY_PORT).intValue();
        SecuritySettings security =
                new SecuritySettings(
                        mode,
                        given.value(Settings.TOKENS),
                        tls(given),
                        given.value(Settings.ORIGINS),
                        new SecuritySettings.RateLimit(
                                given.value(Settings.REQUESTS_PER_SECOND).intValue(),
                                given.value(Settings.BURST).intValue()),
                        csv(given));
        Map<String, String> mistakes = ServerSettings.mistakes(host, security);
        mistakes.forEach((path, mistake) -> given.refuse(Settings.at(path).orElseThrow(), mistake));
        return mistakes.isEmpty()
                ? new ServerSettings(host, port, security)
                : new ServerSettings("localhost", port);
    }

    private static CsvText csv(GivenSettings given) {
        return given.value(Settings.CSV_FORMULAS) ? CsvText.RAW : CsvText.SAFE;
    }

    private static Optional<TlsFiles> tls(GivenSettings given) {
        String certificate = given.value(Settings.TLS_CERTIFICATE);
        String key = given.value(Settings.TLS_KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        checkReadable(Settings.TLS_CERTIFICATE, certificate, given);
        checkReadable(Settings.TLS_KEY, key, given);
        return Optional.of(new TlsFiles(Path.of(certificate), Path.of(key)));
    }

    private static void checkReadable(Setting<String> setting, String file, GivenSettings given) {
        if (file.isEmpty()) {
            given.refuse(setting, "is missing: TLS needs both certificate and key");
        } else if (!Files.isReadable(Path.of(file))) {
            given.refuse(
                    setting, '"' + file + "\" can't be read; give a PEM file this user may read");
        }
    }
}
