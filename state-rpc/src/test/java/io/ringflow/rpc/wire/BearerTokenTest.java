package io.ringflow.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir Path directory;

    private BearerToken token(String content) throws IOException {
        return BearerToken.read(Files.writeString(directory.resolve("token"), content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sixteen-letters!", "  !!!!!!!!~~~~~~~~\n"})
    void addsTokenToCallAndRecognisesIt(String content) throws IOException {
        BearerToken token = token(content);
        Metadata headers = new Metadata();
        assertThat(token.isIn(headers)).isFalse();
        token.addTo(headers);
        assertThat(headers.get(AUTHORIZATION)).isEqualTo("Bearer " + content.strip());
        assertThat(token.isIn(headers)).isTrue();
        assertThat(token("another-secret-of-16").isIn(headers)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fifteen-letters",
                "two tokens of 16 letters",
                "tab\tin-a-long-token",
                "delete\u007fin-a-long-token",
                "umlaut-\u00e4-in-a-long-token"
            })
    void refusesFileWithoutToken(String content) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> token(content))
                .withMessageContaining("token of at least 16 printable ASCII characters");
    }
}
