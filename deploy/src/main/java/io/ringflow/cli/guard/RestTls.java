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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** The TLS that Flink's settings describe for its REST server, for a client that isn't Flink's. */
public final class RestTls {

    private RestTls() {}

    /**
     * A context with the client's certificate, if there is one, and those that it trusts.
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

    private static KeyManager[] keys(Map<String, String> flink)
            throws GeneralSecurityException, IOException {
        String file = value(flink, "keystore");
        if (file == null) {
            return null;
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
                store(file, password(flink, "keystore-password")), password(flink, "key-password"));
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(Map<String, String> flink)
            throws GeneralSecurityException, IOException {
        String file = value(flink, "truststore");
        if (file == null) {
            return null;
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store(file, password(flink, "truststore-password")));
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

    /** The REST server's own setting, else that of all of Flink. */
    private static String value(Map<String, String> flink, String name) {
        return flink.getOrDefault("security.ssl.rest." + name, flink.get("security.ssl." + name));
    }

    private static char[] password(Map<String, String> flink, String name) {
        String password = value(flink, name);
        return password == null ? null : password.toCharArray();
    }

    private static KeyStore store(String file, char[] password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password);
        }
        return store;
    }

    /**
     * One certificate for all hosts names none of them; it must be the very one that is trusted.
     */
    private static final class AnyHost extends X509ExtendedTrustManager {

        private final X509TrustManager chains;

        AnyHost(X509TrustManager chains) {
            this.chains = chains;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            chains.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            chains.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            chains.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            chains.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            chains.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            chains.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chains.getAcceptedIssuers();
        }
    }
}
