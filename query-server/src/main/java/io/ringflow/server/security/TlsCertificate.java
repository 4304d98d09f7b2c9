package io.ringflow.server.security;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
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
 * The server's certificate and key, read again when their files change. Whoever makes it closes it.
 */
public final class TlsCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);

    private final TlsFiles files;
    private final Duration interval;
    private Thread watcher;

    /**
     * The certificate in files.
     *
     * @param interval how often to look whether they changed
     */
    public TlsCertificate(TlsFiles files, Duration interval) {
        this.files = files;
        this.interval = interval;
    }

    /**
     * Reads both files.
     *
     * @throws IllegalArgumentException where they are no certificate and its key; the message says
     *     which files
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
                            + " are no PEM certificate and its unencrypted PKCS #8 key that this"
                            + " user may read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Hands over what is read whenever a file has changed, until this is closed. */
    public void watch(Consumer<Tls> changed) {
        String before = stamp();
        watcher = Thread.ofVirtual().name("tls-certificate").start(() -> watch(before, changed));
    }

    private void watch(String first, Consumer<Tls> changed) {
        String known = first;
        try {
            while (true) {
                Thread.sleep(interval);
                String now = stamp();
                if (!now.equals(known)) {
                    known = now;
                    readAgain(changed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /**
     * Certificate and key may be replaced one after the other: until they fit, the old ones stay.
     */
    private void readAgain(Consumer<Tls> changed) {
        try {
            changed.accept(read());
            LOG.info("The certificate {} was read again", files.certificate());
        } catch (RuntimeException e) {
            LOG.warn("The certificate stays as it was: {}", e.getMessage());
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
        if (watcher != null) {
            watcher.interrupt();
        }
    }
}
