package io.ringflow.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessTokenTest {

    /** The hash of "abc" in FIPS 180-4. */
    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void generatesTokensThatDiffer() {
        String token = AccessToken.generate();
        assertThat(token).matches("rf_[A-Za-z0-9_-]{43}").isNotEqualTo(AccessToken.generate());
    }

    @Test
    void hashesWithSha256() {
        assertThat(AccessToken.hash("abc")).isEqualTo(ABC);
    }

    @Test
    void isShownWithoutItsHash() {
        AccessToken token = new AccessToken("grafana", ABC, Scope.READ, Optional.empty());
        assertThat(token).hasToString("token of grafana");
    }

    @Test
    void refusesMalformedNamesAndHashes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessToken("-x", ABC, Scope.READ, Optional.empty()))
                .withMessageContaining("1 to 64 letters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessToken("x", "secret", Scope.READ, Optional.empty()))
                .withMessageContaining("ringflow token x")
                .withMessageNotContaining("secret");
    }
}
