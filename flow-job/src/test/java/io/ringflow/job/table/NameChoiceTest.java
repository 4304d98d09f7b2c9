package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.NameSource;
import io.ringflow.model.Protocols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameChoiceTest {

    private static FlowNames names(String src, String dst, FlowLabels labels) {
        return NameChoice.of(src, dst, labels, Protocols.TCP);
    }

    private static FlowLabels tls(String name, String ech) {
        return new FlowLabels(name, "", ech, "", "", "");
    }

    private static FlowLabels http(String host) {
        return new FlowLabels("", "", "", "", "", host);
    }

    @Test
    void prefersNameOfDnsAnswer() {
        assertThat(names("", "www.example.com", tls("other.example", "")))
                .isEqualTo(new FlowNames("", "www.example.com", NameSource.DNS));
    }

    @Test
    void takesNameFromTlsAndQuicInLowerCase() {
        FlowLabels labels = tls("A.Example", "offered");
        assertThat(names("src.example", "", labels))
                .isEqualTo(new FlowNames("src.example", "a.example", NameSource.TLS));
        assertThat(NameChoice.of("", "", labels, Protocols.UDP))
                .isEqualTo(new FlowNames("", "a.example", NameSource.QUIC));
    }

    @Test
    void takesNoNameThatHidesAnother() {
        assertThat(names("", "", tls("cloudflare-ech.com", "hidden"))).isEqualTo(FlowNames.NONE);
    }

    @Test
    void takesNameFromHttpWithoutPort() {
        assertThat(names("", "", http("B.example:8080")).dst()).isEqualTo("b.example");
        assertThat(names("", "", http("b.example")))
                .isEqualTo(new FlowNames("", "b.example", NameSource.HTTP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.0.0.1:8080", "[::1]", "[::1]:80"})
    void takesNoAddressFromHttp(String host) {
        assertThat(names("", "", http(host))).isEqualTo(FlowNames.NONE);
    }

    @Test
    void saysWhereNameOfInitiatorAloneIsFrom() {
        assertThat(names("src.example", "", FlowLabels.NONE))
                .isEqualTo(new FlowNames("src.example", "", NameSource.DNS));
        assertThat(names("", "", FlowLabels.NONE)).isEqualTo(FlowNames.NONE);
    }
}
