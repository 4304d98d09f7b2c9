package io.ringflow.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The generated documentation is up to date; with {@code -Dringflow.docs.write=true}, generates it.
 */
class SettingsTextTest {

    private static final Path DOCUMENTATION = Path.of("../docs/21-configuration.md");
    private static final Path DEFAULT_FILE = Path.of("../deploy/src/main/dist/conf/ringflow.yaml");
    private static final String START = "<!-- settings -->\n";
    private static final String END = "<!-- end of settings -->";

    @Test
    void documentationListsEverySetting() throws IOException {
        String text = Files.readString(DOCUMENTATION);
        int start = text.indexOf(START) + START.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("ringflow.docs.write")) {
            text = text.substring(0, start) + SettingsText.markdownTable() + text.substring(end);
            Files.writeString(DOCUMENTATION, text);
            end = text.indexOf(END);
        }

        assertThat(text.substring(start, end)).isEqualTo(SettingsText.markdownTable());
    }

    @Test
    void distributionHasDefaultFile() throws IOException {
        if (Boolean.getBoolean("ringflow.docs.write")) {
            Files.writeString(DEFAULT_FILE, SettingsText.defaultFile());
        }

        assertThat(DEFAULT_FILE).hasContent(SettingsText.defaultFile());
    }
}
