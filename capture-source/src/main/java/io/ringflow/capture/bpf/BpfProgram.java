package io.ringflow.capture.bpf;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A classic BPF program, compiled from a libpcap filter. Immutable and thread-safe. Instructions
 * are packed as {@code code:16 jt:8 jf:8 k:32}, from the most significant bit.
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
     * @throws IllegalArgumentException if it could jump, load or store out of bounds
     */
    BpfProgram(long[] instructions) {
        this.instructions = instructions.clone();
        if (instructions.length == 0 || instructions.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A BPF program has 1 to "
                            + MAX_LENGTH
                            + " instructions, but this one has "
                            + instructions.length);
        }
        for (int i = 0; i < length(); i++) {
            checkBounds(i);
        }
    }

    /** A program that accepts every packet and keeps {@code snapLength} bytes of it. */
    public static BpfProgram acceptAll(int snapLength) {
        return new BpfProgram(new long[] {pack(RETURN_K, 0, 0, snapLength)});
    }

    static long pack(int code, int jumpTrue, int jumpFalse, int k) {
        return (long) code << 48
                | (long) jumpTrue << 40
                | (long) jumpFalse << 32
                | Integer.toUnsignedLong(k);
    }

    /** The same program, but keeping {@code snapLength} bytes of the packets it accepts. */
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
     * Returns true if the program accepts the packet.
     *
     * @param buffer holds the packet; its position, limit and byte order don't matter
     * @param offset index of the packet's first byte in the buffer
     * @param captured bytes of the packet in the buffer; a load beyond them rejects the packet
     * @param wireLength bytes of the packet on the wire
     */
    public boolean matches(ByteBuffer buffer, int offset, int captured, int wireLength) {
        return new BpfMachine(buffer, offset, captured, wireLength).run(this) != 0;
    }

    /** Number of instructions. */
    public int length() {
        return instructions.length;
    }

    /** Operation code of an instruction. */
    public int code(int i) {
        return (int) (instructions[i] >>> 48);
    }

    /** How many instructions a jump skips if its condition holds. */
    public int jumpTrue(int i) {
        return (int) (instructions[i] >>> 40) & 0xff;
    }

    /** How many instructions a jump skips if its condition doesn't hold. */
    public int jumpFalse(int i) {
        return (int) (instructions[i] >>> 32) & 0xff;
    }

    /** Operand of an instruction. */
    public int k(int i) {
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
            throw new IllegalArgumentException("BPF instruction " + i + " is out of bounds");
        }
    }

    private static boolean inScratch(int k) {
        return k >= 0 && k < BpfMachine.SCRATCH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfProgram program
                && Arrays.equals(instructions, program.instructions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(instructions);
    }
}
