package io.ringflow.cli.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.ringflow.cli.config.settings.GivenSettings;
import io.ringflow.cli.config.settings.Settings;
import io.ringflow.cli.config.type.Mistake;
import io.ringflow.cli.config.type.Yaml;
import io.ringflow.server.security.SecuritySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration from defaults, file, environment and command line; later ones win. Reports
 * every mistake, not just the first.
 */
public final class ConfigurationReader {

    private ConfigurationReader() {}

    /**
     * Reads the configuration of a job that runs in this process.
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
     * Reads the configuration of a job that runs in other processes.
     *
     * @param heapBytes the heap of all these processes together, which holds the job's flows
     * @throws ConfigurationException with all mistakes
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
            JsonLocation location = e.getLocation();
            String place = location == null ? "" : ", line " + location.getLineNr();
            throw wrongFile(
                    file, "is not valid YAML" + place + ": " + firstLine(e.getOriginalMessage()));
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
        SecuritySettings security = Settings.SECURITY.read(given);
        return new Configuration(
                new Configuration.Job(
                        Settings.CAPTURE.read(given, Settings.FLOW),
                        Settings.FLOW.read(given),
                        Settings.EXPORT.read(given, security.csv()),
                        Settings.HISTORY.read(given),
                        given.shown()),
                Settings.QUERY.read(given, security),
                new ClusterConfiguration(
                        Settings.CLUSTER.read(given),
                        Settings.CLUSTER.gather(given),
                        Settings.STATE.service(given),
                        Settings.STATE.access(given)),
                given.flink(),
                Settings.KEPT_STATE.directory(given),
                Settings.LOG.read(given));
    }
}
