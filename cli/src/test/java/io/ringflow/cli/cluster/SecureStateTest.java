package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringflow.job.query.LocalFlowState;
import io.ringflow.model.CertificateFiles;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.rpc.client.StateClientSettings;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.discovery.FixedDiscovery;
import io.ringflow.rpc.server.Claims;
import io.ringflow.rpc.server.FlowStateServer;
import io.ringflow.rpc.server.ServedJob;
import io.ringflow.rpc.server.StateServiceException;
import io.ringflow.rpc.server.StateServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state service and its client over loopback sockets, with certificates and tokens. */
class SecureStateTest {

    private static final String SECRET = "correct-horse-battery-staple";

    @TempDir Path directory;

    private Path token;
    private CertificateFiles certificate;
    private FlowStateServer server;

    @BeforeEach
    void start() throws Exception {
        token = Files.writeString(directory.resolve("token"), SECRET + "\n");
        certificate = CertificateFiles.make(directory, "server");
        server = serve(settings("127.0.0.1", certificate, token.toString()));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private static StateServiceSettings settings(
            String host, CertificateFiles certificate, String tokenFile) {
        return new StateServiceSettings(
                host,
                0,
                new StateServiceSettings.Access(
                        certificate.certificateFile().toString(),
                        certificate.keyFile().toString(),
                        tokenFile),
                StateServiceSettings.Limits.DEFAULT);
    }

    private static FlowStateServer serve(StateServiceSettings settings) {
        JobID job = new JobID();
        BitSet one = new BitSet();
        one.set(0);
        return FlowStateServer.start(
                new ServedJob(job.toHexString(), "host-a"),
                new LocalFlowState(job),
                () -> new Claims(1, true, 1, one, one, one, 1),
                settings);
    }

    private ClusterFlowState client(Optional<Path> tokenFile, Optional<Path> authority) {
        return new ClusterFlowState(
                new StateClientSettings(
                        new FixedDiscovery("", List.of(new Endpoint("127.0.0.1", server.port()))),
                        tokenFile,
                        authority,
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100)));
    }

    /** Repeats a query until the answer is as expected. */
    private void await(
            Optional<Path> tokenFile, Optional<Path> authority, Predicate<JobHealth> expected) {
        try (ClusterFlowState state = client(tokenFile, authority)) {
            Waiting.until(() -> state.health().toString(), () -> expected.test(state.health()));
        }
    }

    @Test
    void clientWithTokenAndCertificateIsAnswered() {
        await(Optional.of(token), Optional.of(certificate.certificateFile()), JobHealth::complete);
    }

    @Test
    void wrongTokenIsRefusedAndNotShown() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong"), "incorrect-horse-battery");
        for (Optional<Path> tokenFile : List.of(Optional.of(wrong), Optional.<Path>empty())) {
            await(
                    tokenFile,
                    Optional.of(certificate.certificateFile()),
                    health -> {
                        assertThat(health.complete()).isFalse();
                        assertThat(health.detail()).doesNotContain(SECRET, "incorrect-horse");
                        return health.detail().contains("refuses the token")
                                && health.detail().contains("query.state.tokenFile");
                    });
        }
    }

    @Test
    void certificateOfAnotherAuthorityIsNotTrusted() throws Exception {
        CertificateFiles other = CertificateFiles.make(directory, "other");
        Predicate<JobHealth> unreachable =
                health -> {
                    assertThat(health.complete()).isFalse();
                    return health.detail().contains("can't be reached");
                };
        await(Optional.of(token), Optional.of(other.certificateFile()), unreachable);
        // Without TLS the handshake fails as well.
        await(Optional.of(token), Optional.empty(), unreachable);
    }

    @Test
    void serviceNeedsTokenAndCertificateBeyondLoopback() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1", "host-b", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    new StateServiceSettings(
                                            host,
                                            9440,
                                            new StateServiceSettings.Access(
                                                    "", "", token.toString()),
                                            StateServiceSettings.Limits.DEFAULT))
                    .withMessageContaining("query.state.host")
                    .withMessageContaining("query.state.tls.certificateFile");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(host, certificate, ""))
                    .withMessageContaining("query.state.tokenFile");
        }
        for (String host : List.of("127.0.0.1", "127.1.2.3", "::1", "localhost")) {
            assertThat(
                            new StateServiceSettings(
                                            host,
                                            9440,
                                            StateServiceSettings.Access.OPEN,
                                            StateServiceSettings.Limits.DEFAULT)
                                    .tls())
                    .isFalse();
        }
        serve(settings("0.0.0.0", certificate, token.toString())).stop();
    }

    @Test
    void missingAndWrongFilesAreNamed() throws IOException {
        assertThatExceptionOfType(StateServiceException.class)
                .isThrownBy(() -> serve(settings("127.0.0.1", certificate, "/no/such/token")))
                .withMessageContaining("query.state.tokenFile")
                .withMessageContaining("/no/such/token");
        Path tooShort = Files.writeString(directory.resolve("short"), "secret");
        assertThatExceptionOfType(StateServiceException.class)
                .isThrownBy(() -> serve(settings("127.0.0.1", certificate, tooShort.toString())))
                .withMessageContaining("at least 16")
                .withMessageNotContaining("secret");
        CertificateFiles swapped =
                new CertificateFiles(
                        /* certificateFile= */ certificate.keyFile(),
                        /* keyFile= */ certificate.certificateFile());
        assertThatExceptionOfType(StateServiceException.class)
                .isThrownBy(() -> serve(settings("127.0.0.1", swapped, token.toString())))
                .withMessageContaining("query.state.tls");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(Optional.of(directory.resolve("none")), Optional.empty()))
                .withMessageContaining("query.state.tokenFile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(Optional.empty(), Optional.of(token)))
                .withMessageContaining("query.state.tls.authorityFile");
    }
}
