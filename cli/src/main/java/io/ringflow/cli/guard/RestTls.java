package io.ringflow.cli.guard;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** The TLS that Flink's settings describe for its REST server, for clients other than Flink's. */
public final class RestTls {

    private RestTls() {}

    /**
     * Returns a context with the client's certificate, if the settings have one, and the trusted
     * certificates.
     *
     * @throws IOException if a store can't be read
     */
    public static SSLContext of(Map<String, String> flink) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(flink), trusted(flink), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("flink.security.ssl.rest: " + e.getMessage(), e);
        }
    }

    /** Returns null, which means no certificate, if the settings have no key store. */
    private static KeyManager[] keys(Map<String, String> flink)
            throws GeneralSecurityException, IOException {
        Optional<KeyStore> store = store(flink, "keystore");
        if (store.isEmpty()) {
            return null;
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store.get(), password(flink, "key-password"));
        return factory.getKeyManagers();
    }

    /** Returns null, which means the JDK's certificates, if the settings have no trust store. */
    private static TrustManager[] trusted(Map<String, String> flink)
            throws GeneralSecurityException, IOException {
        Optional<KeyStore> store = store(flink, "truststore");
        if (store.isEmpty()) {
            return null;
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.get());
        TrustManager[] managers = factory.getTrustManagers();
        if ("false".equals(flink.get("security.ssl.verify-hostname"))) {
            for (int i = 0; i < managers.length; i++) {
                if (managers[i] instanceof X509TrustManager manager) {
                    managers[i] = new AnyHost(manager);
                }
            }
        }
        return managers;
    }

    private static Optional<KeyStore> store(Map<String, String> flink, String name)
            throws GeneralSecurityException, IOException {
        String file = value(flink, name);
        if (file == null) {
            return Optional.empty();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password(flink, name + "-password"));
        }
        return Optional.of(store);
    }

    private static char[] password(Map<String, String> flink, String name) {
        String password = value(flink, name);
        return password == null ? null : password.toCharArray();
    }

    /** Returns the REST server's own setting, or the one for all of Flink. */
    private static String value(Map<String, String> flink, String name) {
        return flink.getOrDefault("security.ssl.rest." + name, flink.get("security.ssl." + name));
    }

    /**
     * Checks certificates, but not that they name the host: all hosts share one certificate, which
     * is itself the trusted one.
     */
    private static final class AnyHost extends X509ExtendedTrustManager {

        private final X509TrustManager manager;

        AnyHost(X509TrustManager manager) {
            this.manager = manager;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            manager.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            manager.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            manager.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            manager.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }
}
