package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShellFilesTest {

    private final Map<Path, String> files = ShellFiles.files();

    @Test
    void distributionContainsWhatTheCommandsSay() throws IOException {
        files.forEach(
                (path, text) ->
                        assertThat(ShellFiles.SHARE.resolve(path))
                                .as("outdated; run ShellFiles.main in the folder cli")
                                .content()
                                .isEqualTo(text));
    }

    @Test
    void everyCommandHasAPageAndCompletions() {
        assertThat(files.keySet())
                .contains(Path.of("man/man1/ringflow.1"), Path.of("man/man1/ringflow-flows.1"))
                .contains(Path.of("man/man1/ringflow-submit-stop.1"));
        assertThat(files.get(Path.of("man/man1/ringflow-flows.1")))
                .contains(".SH SYNOPSIS", "\\fB\\-\\-filter\\fR", ".SH EXAMPLES");
        for (String completions :
                new String[] {
                    "bash-completion/completions/ringflow",
                    "fish/vendor_completions.d/ringflow.fish"
                }) {
            assertThat(files.get(Path.of(completions))).contains("taskmanager", "filter");
        }
    }
}
