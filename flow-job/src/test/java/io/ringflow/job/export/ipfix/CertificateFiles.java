package io.ringflow.job.export.ipfix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** PEM files of a self-signed certificate for 127.0.0.1 and its key. */
final class CertificateFiles {

    private static final String PASSWORD = "changeit";

    private CertificateFiles() {}

    /** Makes NAME.crt and NAME.key with the JDK's keytool. */
    static TlsFiles make(Path directory, String name, String algorithm, String authority)
            throws Exception {
        Path store = directory.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String options =
                "-genkeypair -storetype PKCS12 -dname CN=%s -ext san=ip:127.0.0.1 -keyalg %s"
                                .formatted(name, algorithm)
                        + " -storepass %s -alias %s -keystore %s".formatted(PASSWORD, name, store);
        Process process =
                new ProcessBuilder((keytool + " " + options).split(" ", -1)).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        write(certificate, "CERTIFICATE", keys.getCertificate(name).getEncoded());
        write(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        String trusted = authority.isEmpty() ? "" : directory.resolve(authority).toString();
        return new TlsFiles(certificate.toString(), key.toString(), trusted);
    }

    private static void write(Path file, String label, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label));
    }
}
