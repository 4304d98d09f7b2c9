package io.ringflow.server.security;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.ringflow.model.thread.ServiceLoop;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key, which are reloaded when their files change. The creator closes
 * it. Used by one thread.
 */
public final class TlsCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);

    private final TlsFiles files;
    private final Duration interval;
    private ServiceLoop watch;

    /** The files that were read last. Used by the watch alone. */
    private String known;

    /**
     * A certificate that is not read yet.
     *
     * @param interval how often to check whether the files have changed
     */
    public TlsCertificate(TlsFiles files, Duration interval) {
        this.files = files;
        this.interval = interval;
    }

    /**
     * Reads both files.
     *
     * @throws IllegalArgumentException if they are not a certificate and its key; the message names
     *     the files
     */
    public Tls read() {
        try {
            Keys keys =
                    Keys.builder()
                            .pem(
                                    pem ->
                                            pem.key(Resource.create(files.key()))
                                                    .certChain(
                                                            Resource.create(files.certificate())))
                            .build();
            return Tls.builder()
                    .privateKey(keys)
                    .privateKeyCertChain(keys)
                    .applicationProtocols(List.of("http/1.1"))
                    .build();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "security.tls: "
                            + files.certificate()
                            + " and "
                            + files.key()
                            + " must be a PEM certificate and its unencrypted PKCS #8 key, readable"
                            + " by this user: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Starts a thread that reloads the files whenever one of them has changed, until {@link
     * #close}.
     *
     * @param onReload receives the new certificate and key
     */
    public void watch(Consumer<Tls> onReload) {
        known = stamp();
        watch = ServiceLoop.start("ringflow-certificate", () -> reloadIfChanged(onReload));
    }

    private void reloadIfChanged(Consumer<Tls> onReload) throws InterruptedException {
        Thread.sleep(interval);
        String now = stamp();
        if (!now.equals(known)) {
            known = now;
            reload(onReload);
        }
    }

    /**
     * Keeps the old certificate if reading fails, since certificate and key may be replaced one
     * after the other.
     */
    private void reload(Consumer<Tls> onReload) {
        try {
            onReload.accept(read());
            LOG.info("Reloaded the certificate {}", files.certificate());
        } catch (RuntimeException e) {
            LOG.warn("Reloading the certificate failed, the old one stays: {}", e.getMessage());
        }
    }

    private String stamp() {
        return stamp(files.certificate()) + " " + stamp(files.key());
    }

    private static String stamp(Path file) {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            return time + "/" + Files.size(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
