package io.ringflow.job.export.ipfix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringflow.model.text.IoReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Reads PEM files for TLS. They are read for each connection, so that renewed ones are used. */
final class PemFiles {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NO_PASSWORD = {};

    private PemFiles() {}

    /**
     * A context with these files.
     *
     * @throws IOException if a file is not what it should be; the message names it
     */
    static SSLContext context(TlsFiles files) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = files.certificate().isEmpty() ? null : keys(files);
            TrustManager[] trusted = files.authority().isEmpty() ? null : trusted(files);
            context.init(keys, trusted, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS can't be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(TlsFiles files) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        Certificate[] chain = certificates(files.certificate());
        store.setKeyEntry("exporter", key(files.key()), NO_PASSWORD, chain);
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(TlsFiles files)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        for (Certificate certificate : certificates(files.authority())) {
            store.setCertificateEntry("authority" + store.size(), certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate[] certificates(String file)
            throws IOException, GeneralSecurityException {
        Certificate[] read;
        try {
            read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(file)))
                            .toArray(Certificate[]::new);
        } catch (java.security.cert.CertificateException e) {
            throw new IOException(file + " does not contain certificates in PEM format", e);
        }
        if (read.length == 0) {
            throw new IOException(file + " does not contain certificates in PEM format");
        }
        return read;
    }

    private static PrivateKey key(String file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(new String(bytes(file), US_ASCII));
        if (matcher.find()) {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException e) {
                    // A key of another algorithm.
                }
            }
        }
        throw new IOException(file + " does not contain an unencrypted PKCS #8 key in PEM format");
    }

    private static byte[] bytes(String file) throws IOException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + IoReason.of(e), e);
        }
    }
}
