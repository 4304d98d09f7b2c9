package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsFileTest {

    private static final String PASSWORD = "sasl.jaas.config=s3cr3t";

    @TempDir private Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("kafka.properties");
    }

    private void write(String text, String permissions) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--r-----"})
    void readsFileOfItsUserAndGroup(String permissions) throws IOException {
        write(PASSWORD, permissions);
        assertThat(SecretsFile.read(file.toString())).containsEntry("sasl.jaas.config", "s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw--w----", "rw-----w-"})
    void refusesFileThatOthersCanReadOrChange(String permissions) throws IOException {
        write(PASSWORD, permissions);
        assertRefused("chmod g-w,o= " + file);
    }

    @Test
    void refusesPropertyThatFollowsFromSettings() throws IOException {
        write(PASSWORD + "\nacks=0\n", "rw-------");
        assertRefused("acks follows from the setting delivery");
    }

    @Test
    void refusesFileThatIsNotOfProperties() throws IOException {
        write(PASSWORD + "\\u12", "rw-------");
        assertRefused("not a file of properties");
    }

    @Test
    void namesMissingFile() {
        assertRefused("no such file");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> SecretsFile.read(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .hasMessageNotContaining("s3cr3t");
    }
}
