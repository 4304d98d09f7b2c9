package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.CommandRun;
import io.ringflow.cli.guard.RestTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.net.SSLUtils;
import org.apache.flink.shaded.netty4.io.netty.buffer.ByteBuf;
import org.apache.flink.shaded.netty4.io.netty.buffer.UnpooledByteBufAllocator;
import org.apache.flink.shaded.netty4.io.netty.channel.embedded.EmbeddedChannel;
import org.apache.flink.shaded.netty4.io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ClusterKeysTest {

    @TempDir private Path directory;

    @Test
    void keysAreMadeOnceAndReadableByOneUser() throws Exception {
        Path keys = directory.resolve("keys");
        CommandRun made = CommandRun.of("keys", keys.toString());
        assertThat(made.status()).as(made.err()).isZero();
        for (String name : new String[] {"cluster.p12", "cluster.password"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(keys.resolve(name))))
                    .isEqualTo("rw-------");
        }
        byte[] before = Files.readAllBytes(keys.resolve("cluster.p12"));
        CommandRun again = CommandRun.of("keys", keys.toString());
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("exists already");
        assertThat(keys.resolve("cluster.p12")).hasBinaryContent(before);
        try (var files = Files.list(keys)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void usersSettingsWin() throws Exception {
        ClusterKeys.make(directory);
        Map<String, String> settings =
                ClusterKeys.in(
                        Optional.of(directory), Map.of("security.ssl.rest.enabled", "false"));
        assertThat(settings)
                .containsEntry("security.ssl.internal.enabled", "true")
                .containsEntry("security.ssl.rest.enabled", "false");
        assertThat(RestTls.of(settings)).isNotNull();
    }

    @Test
    void settingsLeaveOutSideForWhichUserHasKeys() throws Exception {
        ClusterKeys.make(directory);
        Map<String, String> own = Map.of("security.ssl.internal.keystore", "own.p12");
        Map<String, String> settings = ClusterKeys.in(Optional.of(directory), own);
        assertThat(settings)
                .containsAllEntriesOf(own)
                .doesNotContainKey("security.ssl.internal.cert.fingerprint")
                .containsEntry("security.ssl.rest.enabled", "true");
    }

    /** The hosts' names and addresses don't matter, because all hosts share one certificate. */
    @Test
    void keysLetEveryHostOfClusterConnectAndNobodyElse() throws Exception {
        Configuration cluster = made("cluster");
        Configuration stranger = made("stranger");
        assertThat(handshake(cluster, cluster)).isTrue();
        assertThat(handshake(stranger, cluster)).isFalse();
        assertThat(handshake(cluster, stranger)).isFalse();
    }

    private Configuration made(String name) throws InterruptedException {
        Path keys = directory.resolve(name);
        ClusterKeys.make(keys);
        return Configuration.fromMap(ClusterKeys.in(Optional.of(keys), Map.of()));
    }

    /** Returns true if one process can open a data channel to another. */
    private static boolean handshake(Configuration from, Configuration to) throws Exception {
        var allocator = UnpooledByteBufAllocator.DEFAULT;
        SslHandler client =
                SSLUtils.createInternalClientSSLEngineFactory(from)
                        .createNettySSLHandler(allocator, "192.0.2.1", 6121);
        SslHandler server =
                SSLUtils.createInternalServerSSLEngineFactory(to).createNettySSLHandler(allocator);
        EmbeddedChannel fromEnd = new EmbeddedChannel(client);
        EmbeddedChannel toEnd = new EmbeddedChannel(server);
        try {
            for (int round = 0; round < 20; round++) {
                pass(fromEnd, toEnd);
                pass(toEnd, fromEnd);
            }
            return client.handshakeFuture().isSuccess() && server.handshakeFuture().isSuccess();
        } catch (Exception e) {
            return false; // how the pipeline reports a failed handshake
        } finally {
            fromEnd.finishAndReleaseAll();
            toEnd.finishAndReleaseAll();
        }
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf next = from.readOutbound(); next != null; next = from.readOutbound()) {
            to.writeInbound(next);
        }
    }
}
