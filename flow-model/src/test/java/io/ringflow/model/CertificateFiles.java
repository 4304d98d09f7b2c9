package io.ringflow.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** PEM files of a self-signed certificate for this machine and its key. */
public record CertificateFiles(Path certificateFile, Path keyFile) {

    private static final String PASSWORD = "changeit";

    /** Makes NAME.crt and NAME.key, with a key on an elliptic curve. */
    public static CertificateFiles make(Path directory, String name)
            throws IOException, GeneralSecurityException {
        return make(directory, name, "EC");
    }

    /**
     * Makes NAME.crt and NAME.key with the JDK's keytool.
     *
     * @param algorithm the key's, such as {@code RSA}
     */
    public static CertificateFiles make(Path directory, String name, String algorithm)
            throws IOException, GeneralSecurityException {
        Path store = directory.resolve(name + ".p12");
        Command.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new CertificateFiles(
                pem(
                        directory.resolve(name + ".crt"),
                        "CERTIFICATE",
                        keys.getCertificate(name).getEncoded()),
                pem(
                        directory.resolve(name + ".key"),
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label));
    }
}
