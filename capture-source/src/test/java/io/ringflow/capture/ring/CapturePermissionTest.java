package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.LastErrorException;
import io.ringflow.capture.CaptureException;
import org.junit.jupiter.api.Test;

class CapturePermissionTest {

    @Test
    void rootMayCaptureAndOthersAreToldHow() {
        if (TestLibC.geteuid() == 0) {
            assertThatCode(CapturePermission::check).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(CapturePermission::check).isInstanceOf(CaptureException.class);
        }
    }

    @Test
    void aRefusalSaysHowToGetThePermission() {
        assertThat(CapturePermission.failure(new LastErrorException(LibC.EPERM)))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("run as root")
                .hasMessageContaining("AmbientCapabilities=CAP_NET_RAW")
                .hasMessageContaining("--ambient-caps +net_raw")
                // a file's capability would be everybody's
                .hasMessageNotContaining("setcap");
    }

    @Test
    void anotherFailureIsNotTakenForARefusal() {
        assertThat(CapturePermission.failure(new LastErrorException(LibC.EINVAL)))
                .isNotInstanceOf(NotPermittedException.class)
                .hasMessageContaining("22");
    }
}
