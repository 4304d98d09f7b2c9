package io.ringflow.kafka;

import io.ringflow.model.text.IoReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A file of client properties that nobody but the job's user and group may read. */
final class SecretsFile {

    private static final Set<PosixFilePermission> OPEN =
            Set.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.GROUP_WRITE);

    private SecretsFile() {}

    /** Reads the file, which is in the format of {@link Properties}. */
    static Map<String, String> read(String file) throws IOException {
        Properties properties = new Properties();
        try {
            Path path = Path.of(file);
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OPEN::contains)) {
                throw new IOException(
                        "secretsFile %s: others can read or change it; run chmod g-w,o= %s"
                                .formatted(file, file));
            }
            try (BufferedReader reader = Files.newBufferedReader(path)) {
                properties.load(reader);
            }
        } catch (FileSystemException | CharacterCodingException e) {
            throw new IOException(
                    "secretsFile %s can't be read: %s; it must be on the host of each task"
                            .formatted(file, IoReason.of(e)),
                    e);
        } catch (IllegalArgumentException e) {
            // Without the cause, which may quote the file.
            throw new IOException(
                    "secretsFile %s is not a file of properties, such as KEY=VALUE"
                            .formatted(file));
        }
        return checked(file, properties);
    }

    private static Map<String, String> checked(String file, Properties properties)
            throws IOException {
        Map<String, String> secrets = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            Optional<String> refusal = ClientProperties.refusal(key);
            if (refusal.isPresent()) {
                throw new IOException("secretsFile %s: %s".formatted(file, refusal.get()));
            }
            secrets.put(key, properties.getProperty(key));
        }
        return secrets;
    }
}
