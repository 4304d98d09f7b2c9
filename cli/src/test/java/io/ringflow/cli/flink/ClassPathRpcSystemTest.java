package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassPathRpcSystemTest {

    @BeforeEach
    @AfterEach
    void forgetSettings() {
        System.clearProperty(ClassPathRpcSystem.PASSIVE);
        ConfigFactory.invalidateCaches();
    }

    private static boolean answersOverAcceptedConnections() throws Exception {
        RpcSystem system = RpcSystem.load(new Configuration());
        // Other tests of this process may have started an actor system before.
        ConfigFactory.invalidateCaches();
        var service =
                (PekkoRpcService)
                        system.remoteServiceBuilder(new Configuration(), "localhost", "0")
                                .createAndStart();
        try {
            return service.getActorSystem()
                    .settings()
                    .config()
                    .getBoolean(ClassPathRpcSystem.PASSIVE);
        } finally {
            service.closeAsync().join();
            system.close();
        }
    }

    @Test
    void processesSendOverConnectionsOfTheirOwn() throws Exception {
        assertThat(answersOverAcceptedConnections()).isFalse();
    }

    @Test
    void keepsWhatTheProcessWasStartedWith() throws Exception {
        System.setProperty(ClassPathRpcSystem.PASSIVE, "on");

        assertThat(answersOverAcceptedConnections()).isTrue();
    }
}
