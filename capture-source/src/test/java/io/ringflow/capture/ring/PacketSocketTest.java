package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.LastErrorException;
import io.ringflow.capture.NotPermittedException;
import org.junit.jupiter.api.Test;

class PacketSocketTest {

    @Test
    void refusalSaysHowToGetThePermission() {
        assertThat(PacketSocket.failure(new LastErrorException(LibC.EPERM)))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("run as root")
                .hasMessageContaining("AmbientCapabilities=CAP_NET_RAW")
                .hasMessageContaining("--ambient-caps +net_raw")
                // A capability on the file would apply to every user.
                .hasMessageNotContaining("setcap");
    }

    @Test
    void otherFailuresAreNotReportedAsMissingPermission() {
        assertThat(PacketSocket.failure(new LastErrorException(LibC.EINVAL)))
                .isNotInstanceOf(NotPermittedException.class)
                .hasMessageContaining("22");
    }
}
