package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringflow.model.CertificateFiles;
import io.ringflow.model.Waiting;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import io.ringflow.server.stream.StreamLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {

    @TempDir private Path directory;

    private static ServerSettings settings(TlsFiles files) {
        return new ServerSettings(
                "127.0.0.1",
                0,
                new SecuritySettings(
                        Mode.LOCALHOST, List.of(), Optional.of(files), List.of(), RateLimit.NONE));
    }

    /** Trusts every certificate, because the test checks which one is served. */
    private static final class TrustEverything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("only used by clients");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String servedName(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustEverything()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            X509Certificate served = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return served.getSubjectX500Principal().getName();
        }
    }

    @Test
    void reloadsCertificateWhenItsFilesChange() throws Exception {
        CertificateFiles first = CertificateFiles.make(directory, "first");
        CertificateFiles second = CertificateFiles.make(directory, "second");
        TlsFiles files = new TlsFiles(first.certificateFile(), first.keyFile());

        try (QueryServer server = QueryServer.start(settings(files), new FakeFlowState())) {
            assertThat(servedName(server.port())).isEqualTo("CN=first");
            Files.move(
                    second.certificateFile(),
                    files.certificate(),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.move(second.keyFile(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            Waiting.until(
                    "the second certificate", () -> servedName(server.port()).equals("CN=second"));
        }
    }

    @Test
    void closesConnectionWhoseHandshakeTakesTooLong() throws Exception {
        CertificateFiles own = CertificateFiles.make(directory, "own");
        TlsFiles files = new TlsFiles(own.certificateFile(), own.keyFile());
        ServerLimits limits =
                new ServerLimits(
                        ConnectionLimits.builder().open(Duration.ofMillis(300)).build(),
                        StreamLimits.DEFAULT,
                        AnswerMemory.bytesOfHeap());
        try (QueryServer server =
                        QueryServer.start(
                                settings(files),
                                new FakeFlowState(),
                                InstantSource.system(),
                                limits);
                RawClient silent = new RawClient(server.port())) {
            assertThat(silent.readAll()).as("until the close").doesNotContain("HTTP");
        }
    }

    @Test
    void namesFilesThatAreNotACertificate() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("x.pem"), "nonsense");

        assertThatExceptionOfType(ServerException.class)
                .isThrownBy(
                        () ->
                                QueryServer.start(
                                        settings(new TlsFiles(nonsense, nonsense)),
                                        new FakeFlowState()))
                .withMessageContaining("security.tls: " + nonsense);
    }
}
