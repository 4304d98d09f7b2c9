package io.ringflow.capture.ring;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A classic BPF program: a libpcap filter, compiled. Immutable; any thread may run it. An
 * instruction is packed as the kernel has it, {@code code:16 jt:8 jf:8 k:32} from the high end.
 *
 * <p>Source: McCanne and Jacobson, "The BSD Packet Filter", 1993; {@code linux/filter.h}.
 */
public final class BpfProgram implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int RETURN_K = 0x06;
    private static final int MAX_LENGTH = 4096;

    private final long[] instructions;

    /**
     * A program of packed instructions.
     *
     * @throws IllegalArgumentException where the program could run out of its bounds
     */
    BpfProgram(long[] instructions) {
        this.instructions = instructions.clone();
        if (instructions.length == 0 || instructions.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a BPF program has 1 to "
                            + MAX_LENGTH
                            + " instructions, but this has "
                            + instructions.length);
        }
        for (int i = 0; i < length(); i++) {
            checkBounds(i);
        }
    }

    /** Takes every packet, {@code snapLength} bytes of it. */
    public static BpfProgram acceptAll(int snapLength) {
        return new BpfProgram(new long[] {pack(RETURN_K, 0, 0, snapLength)});
    }

    static long pack(int code, int jumpTrue, int jumpFalse, int k) {
        return (long) code << 48
                | (long) jumpTrue << 40
                | (long) jumpFalse << 32
                | Integer.toUnsignedLong(k);
    }

    /** The same program, which keeps {@code snapLength} bytes of the packets it takes. */
    BpfProgram withSnapLength(int snapLength) {
        long[] patched = instructions.clone();
        for (int i = 0; i < patched.length; i++) {
            if (code(i) == RETURN_K && k(i) != 0) {
                patched[i] = pack(RETURN_K, 0, 0, snapLength);
            }
        }
        return new BpfProgram(patched);
    }

    /**
     * True where the program takes the packet.
     *
     * @param buffer holds the packet; its position, limit and byte order don't matter
     * @param offset where the packet begins
     * @param captured bytes of it that are there; a load beyond them makes the packet not match
     * @param wireLength bytes on the wire
     */
    public boolean matches(ByteBuffer buffer, int offset, int captured, int wireLength) {
        return new BpfMachine(buffer, offset, captured, wireLength).run(this) != 0;
    }

    /** Number of instructions. */
    int length() {
        return instructions.length;
    }

    int code(int i) {
        return (int) (instructions[i] >>> 48);
    }

    int jumpTrue(int i) {
        return (int) (instructions[i] >>> 40) & 0xff;
    }

    int jumpFalse(int i) {
        return (int) (instructions[i] >>> 32) & 0xff;
    }

    int k(int i) {
        return (int) instructions[i];
    }

    private void checkBounds(int i) {
        int code = code(i);
        int left = length() - i - 1;
        boolean fits =
                switch (code & 0x07) {
                    case BpfMachine.JMP ->
                            (code & 0xf0) == BpfMachine.JA
                                    ? k(i) >= 0 && k(i) < left
                                    : jumpTrue(i) < left && jumpFalse(i) < left;
                    case BpfMachine.RET -> true;
                    case BpfMachine.ST, BpfMachine.STX -> left > 0 && inScratch(k(i));
                    case BpfMachine.LD, BpfMachine.LDX ->
                            left > 0 && ((code & 0xe0) != BpfMachine.MEM || inScratch(k(i)));
                    default -> left > 0;
                };
        if (!fits) {
            throw new IllegalArgumentException("BPF instruction " + i + " leaves the program");
        }
    }

    private static boolean inScratch(int k) {
        return k >= 0 && k < BpfMachine.SCRATCH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfProgram that && Arrays.equals(instructions, that.instructions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(instructions);
    }
}
