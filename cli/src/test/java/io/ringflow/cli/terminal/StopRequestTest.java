package io.ringflow.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StopRequestTest {

    private static final Pattern WITHIN =
            Pattern.compile("finishes with its counts, within (\\d+) s");

    /** That a process does end at the limit is tested with a stuck output. */
    @Test
    void endsWithinTheDocumentedTime() throws IOException {
        Matcher documented =
                WITHIN.matcher(Files.readString(Path.of("../docs/30-command-line.md")));
        assertThat(documented.find()).isTrue();
        assertThat(StopRequest.LIMIT.plus(StopRequest.LAST_MESSAGE))
                .isLessThan(Duration.ofSeconds(Long.parseLong(documented.group(1))));
    }
}
