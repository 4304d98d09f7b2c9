package io.ringflow.capture.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.ring.TestLibC;
import org.junit.jupiter.api.Test;

class CapturePermissionTest {

    @Test
    void permitsRootAndRefusesOthers() {
        if (TestLibC.geteuid() == 0) {
            assertThatCode(CapturePermission::check).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(CapturePermission::check).isInstanceOf(CaptureException.class);
        }
    }
}
