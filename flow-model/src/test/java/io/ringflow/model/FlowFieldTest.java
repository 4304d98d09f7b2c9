package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FlowFieldTest {

    @Test
    void theDocumentationHasEveryFieldAndNoOtherInTheirOrder() throws IOException {
        String page = Files.readString(Path.of("../docs/34-flows.md"));
        List<String> documented =
                page.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(1, line.indexOf('|', 1)))
                        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
                        .map(name -> name.group(1))
                        .toList();

        assertThat(documented)
                .isEqualTo(Arrays.stream(FlowField.values()).map(FlowField::fieldName).toList());
    }

    @Test
    void findsFieldsByNameAndByGroup() {
        assertThat(FlowField.named("srcAddr")).contains(FlowField.SRC_ADDR);
        assertThat(FlowField.named("SRCADDR")).isEmpty();
        assertThat(FlowField.namedOrGrouped("bytes")).containsExactly(FlowField.BYTES);
        assertThat(FlowField.namedOrGrouped("labels"))
                .containsExactly(
                        FlowField.TLS_SNI,
                        FlowField.TLS_ALPN,
                        FlowField.DNS_QUERY,
                        FlowField.HTTP_HOST);
        assertThat(FlowField.namedOrGrouped("")).isEmpty();
    }
}
