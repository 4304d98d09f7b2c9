package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.server.browser.Chromium;
import io.ringflow.server.browser.Tab;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Needs Chromium. The web console of a server that requires a token. */
@Execution(ExecutionMode.SAME_THREAD)
class ConsoleTokenIT {

    private static final String TOKEN = AccessToken.generate();
    private static final Instant EXPIRY = Instant.parse("2026-01-01T00:00:00Z");

    private static volatile Instant clock = EXPIRY.minusSeconds(60);
    private static RunningServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        assumeTrue(
                Chromium.installed().isPresent(),
                "Chromium is needed; Debian's package chromium has it");
        server =
                new RunningServer(
                        FakeFlowState.withFlows(3),
                        new SecuritySettings(
                                Mode.TOKEN,
                                List.of(
                                        new AccessToken(
                                                "alice",
                                                AccessToken.hash(TOKEN),
                                                Scope.READ,
                                                Optional.of(EXPIRY))),
                                Optional.empty(),
                                List.of(),
                                RateLimit.NONE),
                        () -> clock);
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static String console() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private static void enter(Tab tab, String token) {
        tab.until("document.querySelector('#token')");
        tab.click("#token");
        tab.type(token);
        tab.press("Enter");
    }

    @Test
    void asksForTokenAndKeepsItForTheTabOnly() {
        clock = EXPIRY.minusSeconds(60);
        Tab tab = chromium.tab();
        tab.open(console());
        enter(tab, "wrong");
        tab.until("document.querySelector('#token-help')?.innerText.includes('has expired')");
        tab.evaluate("document.querySelector('#token').value = ''");
        enter(tab, TOKEN);
        tab.until("document.querySelector('.overview')");
        tab.until("document.querySelector('.status').innerText.includes('1 host')");
        tab.reload();
        tab.until("document.querySelector('.status')?.innerText.includes('1 host')");
        assertThat(tab.complaints())
                .isNotEmpty()
                .allMatch(text -> text.contains("401 (Unauthorized)"));

        Tab other = chromium.tab();
        other.open(console());
        other.until("document.querySelector('#token')");
    }

    @Test
    void asksAgainWhenTheTokenExpires() {
        clock = EXPIRY.minusSeconds(60);
        Tab tab = chromium.tab();
        tab.open(console());
        enter(tab, TOKEN);
        tab.until("document.querySelector('.status')?.innerText.includes('1 host')");
        clock = EXPIRY;
        tab.until("document.querySelector('#token')");
        assertThat(tab.text("#token-help")).contains("has expired");
    }
}
