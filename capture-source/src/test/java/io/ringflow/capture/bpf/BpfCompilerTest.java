package io.ringflow.capture.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.ring.TestFrames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfCompilerTest {

    @BeforeEach
    void needsLibPcap() {
        try {
            LibPcap.load();
        } catch (CaptureException e) {
            abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "udp,true",
        "tcp,false",
        "udp port 53,true",
        "udp src port 53,false",
        "host 10.1.0.1 and dst net 10.2.0.0/16,true",
        "not ip,false",
        "ip6,false",
        "greater 100,true",
        "less 99,false",
        "ether[0] & 1 = 0 and ip[0] & 0xf = 5,true",
        "portrange 50-60 or (tcp and host 1.2.3.4),true",
        "udp[8:4] = 0,true",
        "ip[200] = 1,false"
    })
    void compiledFilterMatchesFrame(String expression, boolean matches) {
        byte[] frame = TestFrames.udp(1025, 53, 7, 100);
        assertThat(
                        BpfCompiler.compile(expression, 1, 65535)
                                .matches(ByteBuffer.wrap(frame), 0, frame.length, frame.length))
                .isEqualTo(matches);
    }

    @Test
    void compilesFilterForRawIpFrames() {
        byte[] frame = TestFrames.udp(1025, 53, 7, 100);
        byte[] packet = Arrays.copyOfRange(frame, 14, frame.length);
        BpfProgram program = BpfCompiler.compile("udp dst port 53", 101, 256);
        assertThat(program.matches(ByteBuffer.wrap(packet), 0, 86, 86)).isTrue();
    }

    @Test
    void programReturnsSnapLength() {
        BpfProgram program = BpfCompiler.compile("udp", 1, 96);
        byte[] frame = TestFrames.udp(1025, 53, 7, 100);
        assertThat(new BpfMachine(ByteBuffer.wrap(frame), 0, 100, 100).run(program)).isEqualTo(96);
    }

    @Test
    void blankFilterAcceptsEveryPacket() {
        assertThat(BpfCompiler.compile(" ", 1, 96)).isEqualTo(BpfProgram.acceptAll(96));
    }

    @Test
    void rejectsWrongFilterWithReasonOfLibpcap() {
        assertThatThrownBy(() -> BpfCompiler.compile("tcp prot 80", 1, 96))
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("bad capture filter \"tcp prot 80\": ")
                .hasMessageContaining("syntax error");
    }
}
