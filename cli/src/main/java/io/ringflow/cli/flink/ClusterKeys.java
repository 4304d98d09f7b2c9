package io.ringflow.cli.flink;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.server.security.AccessToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key pair with which the processes of a cluster authenticate each other: whoever has its files
 * belongs to the cluster. A directory with a PKCS #12 store and its password, the same on all
 * hosts.
 */
public final class ClusterKeys {

    /** Prefixes of Flink's TLS settings: between its processes and at its REST server. */
    private static final List<String> SIDES =
            List.of("security.ssl.internal.", "security.ssl.rest.");

    private static final String STORE = "cluster.p12";
    private static final String PASSWORD = "cluster.password";
    private static final String ALIAS = "ringflow";
    private static final String DAYS = "3650";

    private ClusterKeys() {}

    /**
     * Makes the files, readable by this user only.
     *
     * @throws CommandFailure if they exist already or can't be made
     */
    public static void make(Path directory) throws InterruptedException {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            for (String name : List.of(STORE, PASSWORD)) {
                if (Files.exists(directory.resolve(name))) {
                    throw CommandFailure.wrong(
                            directory.resolve(name)
                                    + " exists already; keys are not replaced, so name another"
                                    + " directory for new ones");
                }
            }
            Path work = Files.createTempDirectory(directory, ".keys");
            try {
                makeIn(work);
                for (String name : List.of(PASSWORD, STORE)) {
                    Files.move(work.resolve(name), directory.resolve(name));
                }
            } finally {
                for (String name : List.of(PASSWORD, STORE)) {
                    Files.deleteIfExists(work.resolve(name));
                }
                Files.delete(work);
            }
        } catch (IOException e) {
            throw CommandFailure.failed("can't make keys in " + directory + ": " + e, e);
        }
    }

    /** Runs the JDK's keytool, because Java has no API that makes certificates. */
    private static void makeIn(Path work) throws IOException, InterruptedException {
        Path password = work.resolve(PASSWORD);
        Path store = work.resolve(STORE);
        Files.createFile(
                password,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, AccessToken.generate() + "\n");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-dname",
                        "CN=ringflow",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        DAYS,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:file",
                        password.toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + output.strip());
        }
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Returns Flink's settings with mutual TLS by these keys, between its processes and at its REST
     * server.
     *
     * @param keys the directory; empty for no keys
     * @param given users' settings, which win
     */
    public static Map<String, String> in(Optional<Path> keys, Map<String, String> given) {
        Map<String, String> settings = new HashMap<>();
        keys.ifPresent(directory -> settings.putAll(settings(directory)));
        for (String side : SIDES) {
            if (given.containsKey(side + "keystore")) {
                // The user has other keys there, which these settings don't fit.
                settings.keySet().removeIf(key -> key.startsWith(side));
            }
        }
        settings.putAll(given);
        return settings;
    }

    private static Map<String, String> settings(Path directory) {
        String password;
        Path store = directory.resolve(STORE).toAbsolutePath();
        try {
            password = Files.readString(directory.resolve(PASSWORD)).strip();
        } catch (IOException e) {
            password = "";
        }
        if (password.isEmpty() || !Files.isReadable(store)) {
            throw CommandFailure.wrong(
                    "cluster.keys: "
                            + directory
                            + " has no keys that this user may read; make them with \"ringflow"
                            + " keys "
                            + directory
                            + "\", once for all hosts");
        }
        Map<String, String> settings = new HashMap<>();
        for (String side : SIDES) {
            settings.put(side + "enabled", "true");
            settings.put(side + "keystore", store.toString());
            settings.put(side + "keystore-password", password);
            settings.put(side + "key-password", password);
            settings.put(side + "truststore", store.toString());
            settings.put(side + "truststore-password", password);
        }
        // All hosts share one certificate. Data channels would look for the host's name in it,
        // unless they are given its fingerprint.
        settings.put("security.ssl.internal.cert.fingerprint", fingerprint(store, password));
        settings.put("security.ssl.rest.authentication-enabled", "true");
        settings.put("security.ssl.protocol", "TLSv1.3");
        settings.put("security.ssl.algorithms", "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256");
        settings.put("security.ssl.verify-hostname", "false");
        return settings;
    }

    /** Flink identifies certificates by their SHA-1 hash only. */
    private static String fingerprint(Path store, String password) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            byte[] certificate = keys.getCertificate(ALIAS).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate));
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailure.wrong(
                    "cluster.keys: " + store + " can't be opened: " + e.getMessage());
        }
    }
}
