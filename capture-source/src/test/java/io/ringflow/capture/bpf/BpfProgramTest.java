package io.ringflow.capture.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfProgramTest {

    /** {@code ret a}. */
    private static final long RETURN_A = BpfProgram.pack(0x16, 0, 0, 0);

    private static final ByteBuffer PACKET =
            ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 3, 4, 0x45, 0, 0, (byte) 0xff})
                    .order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void acceptAllMatchesEveryPacket() {
        assertThat(BpfProgram.acceptAll(64).matches(PACKET, 2, 8, 8)).isTrue();
        assertThat(BpfProgram.acceptAll(64).k(0)).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({"0x20,0,0x01020304", "0x28,0,0x0102", "0x30,7,0xff", "0x20,4,0x450000ff"})
    void loadsBigEndianValues(String code, int k, String value) {
        assertThat(run(op(Integer.decode(code), k), RETURN_A)).isEqualTo(Integer.decode(value));
    }

    @ParameterizedTest
    @CsvSource({"0x20,5", "0x28,7", "0x30,8", "0x20,-4", "0x20,2147483647"})
    void rejectsPacketIfLoadIsOutOfBounds(String code, int k) {
        assertThat(run(op(Integer.decode(code), k), op(0x06, 1))).isZero();
    }

    @Test
    void addsIndexToIndirectLoads() {
        assertThat(run(op(0x01, 2), op(0x50, 1), RETURN_A)).isEqualTo(4);
        assertThat(run(op(0x01, -1), op(0x50, 1), RETURN_A)).isZero();
    }

    @Test
    void loadsHeaderLengthAsFourTimesTheLowNibble() {
        assertThat(run(op(0xb1, 4), op(0x87, 0), RETURN_A)).isEqualTo(20);
    }

    @Test
    void loadsLengthOnTheWire() {
        assertThat(run(op(0x80, 0), RETURN_A)).isEqualTo(1000);
        assertThat(run(op(0x81, 0), op(0x87, 0), RETURN_A)).isEqualTo(1000);
    }

    @Test
    void storesAccumulatorAndIndexInScratchMemory() {
        assertThat(run(op(0x00, 7), op(0x02, 3), op(0x00, 0), op(0x60, 3), RETURN_A)).isEqualTo(7);
        assertThat(run(op(0x01, 8), op(0x03, 15), op(0x61, 15), op(0x87, 0), RETURN_A))
                .isEqualTo(8);
        assertThat(run(op(0x00, 5), op(0x07, 0), op(0x00, 1), op(0x0c, 0), RETURN_A)).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "0x04,3,10", "0x14,3,4", "0x24,3,21", "0x34,3,2", "0x44,8,15", "0x54,3,3", "0x64,2,28",
        "0x74,1,3", "0x84,0,-7", "0x94,4,3", "0xa4,1,6", "0x34,0,0", "0x94,0,0", "0x64,32,0",
        "0x74,32,0", "0x14,9,-2", "0x34,-1,0"
    })
    void computesLikeTheKernel(String code, int k, int result) {
        assertThat(run(op(0x00, 7), op(Integer.decode(code), k), RETURN_A)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "0x15,7,1",
        "0x15,8,2",
        "0x25,6,1",
        "0x25,7,2",
        "0x25,-1,2",
        "0x35,7,1",
        "0x35,8,2",
        "0x45,4,1",
        "0x45,8,2"
    })
    void comparesUnsignedInJumps(String code, int k, int taken) {
        assertThat(
                        run(
                                op(0x00, 7),
                                BpfProgram.pack(Integer.decode(code), 0, 1, k),
                                op(0x06, 1),
                                op(0x06, 2)))
                .isEqualTo(taken);
    }

    @Test
    void skipsInstructionsOnUnconditionalJump() {
        assertThat(run(op(0x05, 1), op(0x06, 1), op(0x06, 2))).isEqualTo(2);
    }

    @Test
    void rejectsProgramThatRunsOutOfBounds() {
        assertRejected(op(0x00, 1));
        assertRejected(op(0x05, 0));
        assertRejected(op(0x05, -2), op(0x06, 1));
        assertRejected(BpfProgram.pack(0x15, 1, 0, 0), op(0x06, 1));
        assertRejected(op(0x02, 16), op(0x06, 1));
        assertRejected(op(0x60, -1), op(0x06, 1));
        assertRejected();
    }

    @Test
    void replacesSnapLengthOnlyOfAcceptingReturns() {
        BpfProgram program =
                new BpfProgram(new long[] {op(0x06, 262144), op(0x06, 0), RETURN_A})
                        .withSnapLength(96);
        assertThat(program.k(0)).isEqualTo(96);
        assertThat(program.k(1)).isZero();
        assertThat(program.code(2)).isEqualTo(0x16);
    }

    @Test
    void survivesSerialization() throws Exception {
        BpfProgram program = new BpfProgram(new long[] {op(0x30, 7), RETURN_A});
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(program);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(program);
        }
    }

    private static int run(long... instructions) {
        return new BpfMachine(PACKET, 2, 8, 1000).run(new BpfProgram(instructions));
    }

    private static long op(int code, int k) {
        return BpfProgram.pack(code, 0, 0, k);
    }

    private static void assertRejected(long... instructions) {
        assertThatThrownBy(() -> new BpfProgram(instructions))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
