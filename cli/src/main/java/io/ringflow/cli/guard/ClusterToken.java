package io.ringflow.cli.guard;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The token that Ringflow's commands present to Flink's REST server. Whoever can read its file may
 * start and stop jobs.
 */
public final class ClusterToken {

    /** The bearer's name in the JobManager. */
    private static final String NAME = "cluster.tokenFile";

    private ClusterToken() {}

    /** Returns the token, or empty if the file is missing or this user may not read it. */
    public static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the token as the JobManager knows it, with scope admin. Makes the file if there is
     * none.
     *
     * @throws CommandFailure if the file can be neither read nor made
     */
    public static AccessToken demand(Path file) {
        try {
            make(file);
        } catch (FileAlreadyExistsException e) {
            // made at the last start, or by the user
        } catch (IOException e) {
            throw CommandFailure.wrong(
                    "cluster.tokenFile: "
                            + file
                            + " can't be made: "
                            + e
                            + "; name a file in a directory that this user may write to");
        }
        String token =
                read(file)
                        .orElseThrow(
                                () ->
                                        CommandFailure.wrong(
                                                "cluster.tokenFile: "
                                                        + file
                                                        + " has no token that this user may read;"
                                                        + " remove it, and the JobManager makes a"
                                                        + " new one"));
        return new AccessToken(NAME, AccessToken.hash(token), Scope.ADMIN, Optional.empty());
    }

    private static void make(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent(), permissions("rwx------"));
        }
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        permissions("rw-------"))) {
            channel.write(
                    ByteBuffer.wrap(
                            (AccessToken.generate() + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}
