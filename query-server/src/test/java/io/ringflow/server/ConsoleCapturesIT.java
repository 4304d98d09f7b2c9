package io.ringflow.server;

import static io.ringflow.server.FakeFlowState.START_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's captures in a browser. Skipped if there is no Chromium. */
class ConsoleCapturesIT {

    private static final long SECOND = 1_000_000_000L;

    private ConsolePages pages;

    @BeforeEach
    void openCaptures() {
        FakeFlowState state = FakeFlowState.withFlows(5);
        state.interfaces =
                List.of(
                        FakeFlowState.captured(InterfaceStatus.State.UP, 42),
                        FakeFlowState.captured(
                                new Observer("host-b", "eth1"), InterfaceStatus.State.DOWN, 0));
        state.gaps =
                List.of(
                        new CaptureGap(
                                FakeFlowState.ETH0,
                                START_NANOS - 3 * SECOND,
                                START_NANOS - SECOND,
                                42,
                                CaptureGap.Cause.DROPS));
        pages = ConsolePages.of(state);
        pages.open("?view=captures");
        pages.untilCount(".capture", 2);
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    void showsWhatEachCaptureMisses() {
        String eth0 = pages.tab.text("[aria-label='host-a eth0']");
        assertThat(eth0)
                .contains("capturing", "25.6 kbit/s", "42 packets (4.0 %)", "12.5 %", "short 3")
                .contains("LLDP (ethertype 0x88cc) 2", "1 gap in this time range");
        assertThat(pages.tab.text("[aria-label='host-b eth1']"))
                .contains("interface down: it resumes when the interface comes up")
                .doesNotContain("gap");
        assertThat(pages.tab.complaints()).isEmpty();
    }

    @Test
    void saysThatCapturesAreMissingWhileAHostIsAway() {
        pages.state.missing = List.of("host-c does not answer");
        pages.state.interfaces = pages.state.interfaces.subList(0, 1);
        pages.untilText(".broken", "Captures are missing here: host-c does not answer");
        pages.untilCount(".capture", 1);

        pages.state.interfaces = List.of();
        pages.untilCount(".capture", 0);
        assertThat(pages.tab.text(".captures-view")).doesNotContain("Nothing is captured");

        pages.state.missing = List.of();
        pages.untilText(".captures-view", "Nothing is captured");
    }

    @Test
    void statusLineSaysWhatToDo() {
        pages.untilText(
                ".status.warn", "eth1 of host-b is down: it resumes when the interface is up");
    }

    @Test
    void drawsGapsOverTheTimeTheyCover() {
        pages.untilCount("[aria-label='host-a eth0'] rect.gap", 1);
        assertThat(pages.tab.evaluate("document.querySelector('rect.gap title').textContent"))
                .asString()
                .contains("42 packets lost; the kernel dropped packets: the ring was full");

        pages.tab.click(".gaps summary");
        pages.untilText(".gaps li", "42 packets lost");
    }

    @Test
    void offersHostsAndInterfaces() {
        pages.tab.click("[aria-label='host-b eth1'] h3 button");
        pages.untilText(".menu code", "interface = eth1");
        pages.tab.click(".menu button");
        assertThat(pages.tab.url()).contains("filter=interface+%3D+eth1");
    }

    @Test
    void saysThatTheJobIsAwayAndRecovers() {
        pages.state.failure =
                Optional.of(
                        new StateException(
                                StateException.Reason.UNAVAILABLE, "the job is restarting"));
        pages.untilText(".broken", "the job is restarting");
        pages.untilText(".broken", "what is shown is older");
        pages.untilCount(".capture", 2);

        pages.state.failure = Optional.empty();
        pages.untilCount(".broken", 0);
    }

    @Test
    void isAccessible() {
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        pages.tab.look(390, 844, true);
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        assertThat(pages.tab.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
    }
}
