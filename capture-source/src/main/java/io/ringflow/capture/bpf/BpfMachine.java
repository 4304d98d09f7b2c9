package io.ringflow.capture.bpf;

import java.nio.ByteBuffer;

/** Runs a {@link BpfProgram} over one packet, as the kernel does. Not thread-safe. */
final class BpfMachine {

    static final int SCRATCH = 16;

    static final int LD = 0;
    static final int LDX = 1;
    static final int ST = 2;
    static final int STX = 3;
    static final int ALU = 4;
    static final int JMP = 5;
    static final int RET = 6;

    static final int MEM = 0x60;
    static final int JA = 0x00;

    private static final int IMM = 0x00;
    private static final int ABS = 0x20;
    private static final int IND = 0x40;
    private static final int LEN = 0x80;
    private static final int MSH = 0xa0;
    private static final int HALF = 0x08;
    private static final int BYTE = 0x10;
    private static final int FROM_X = 0x08;
    private static final int RETURN_A = 0x10;
    private static final int TXA = 0x80;

    private final ByteBuffer buffer;
    private final int offset;
    private final int captured;
    private final int wireLength;
    private int[] scratch;
    private int a;
    private int x;

    /** True after a load beyond the captured bytes or a division by zero. */
    private boolean rejected;

    BpfMachine(ByteBuffer buffer, int offset, int captured, int wireLength) {
        this.buffer = buffer;
        this.offset = offset;
        this.captured = captured;
        this.wireLength = wireLength;
    }

    /** Runs the program and returns its result, or 0 if an instruction can't be executed. */
    int run(BpfProgram program) {
        for (int i = 0; ; i++) {
            int code = program.code(i);
            int k = program.k(i);
            switch (code & 0x07) {
                case LD -> a = load(code, k);
                case LDX -> x = loadIndex(code, k);
                case ST -> scratch()[k] = a;
                case STX -> scratch()[k] = x;
                case ALU -> a = compute(code, (code & FROM_X) != 0 ? x : k);
                case JMP -> i += jump(program, i);
                case RET -> {
                    return (code & 0x18) == RETURN_A ? a : k;
                }
                default -> move(code);
            }
            if (rejected) {
                return 0;
            }
        }
    }

    private int load(int code, int k) {
        return switch (code & 0xe0) {
            case IMM -> k;
            case ABS -> fetch(code, Integer.toUnsignedLong(k));
            case IND -> fetch(code, Integer.toUnsignedLong(x) + Integer.toUnsignedLong(k));
            case MEM -> scratch()[k];
            case LEN -> wireLength;
            default -> reject();
        };
    }

    private int loadIndex(int code, int k) {
        return switch (code & 0xe0) {
            case IMM -> k;
            case MEM -> scratch()[k];
            case LEN -> wireLength;
            case MSH -> (fetch(BYTE, Integer.toUnsignedLong(k)) & 0x0f) << 2;
            default -> reject();
        };
    }

    private int fetch(int code, long at) {
        int size = code & 0x18;
        int width = size == BYTE ? 1 : size == HALF ? 2 : 4;
        if (at + width > captured) {
            return reject();
        }
        int value = 0;
        for (int i = offset + (int) at; width > 0; i++, width--) {
            value = value << 8 | (buffer.get(i) & 0xff);
        }
        return value;
    }

    private int compute(int code, int operand) {
        return switch (code & 0xf0) {
            case 0x00 -> a + operand;
            case 0x10 -> a - operand;
            case 0x20 -> a * operand;
            case 0x30 -> operand == 0 ? reject() : Integer.divideUnsigned(a, operand);
            case 0x40 -> a | operand;
            case 0x50 -> a & operand;
            // Java shifts by the lower five bits only.
            case 0x60 -> Integer.compareUnsigned(operand, 31) > 0 ? 0 : a << operand;
            case 0x70 -> Integer.compareUnsigned(operand, 31) > 0 ? 0 : a >>> operand;
            case 0x80 -> -a;
            case 0x90 -> operand == 0 ? reject() : Integer.remainderUnsigned(a, operand);
            case 0xa0 -> a ^ operand;
            default -> reject();
        };
    }

    private int jump(BpfProgram program, int i) {
        int code = program.code(i);
        int operand = (code & FROM_X) != 0 ? x : program.k(i);
        boolean holds =
                switch (code & 0xf0) {
                    case 0x10 -> a == operand;
                    case 0x20 -> Integer.compareUnsigned(a, operand) > 0;
                    case 0x30 -> Integer.compareUnsigned(a, operand) >= 0;
                    case 0x40 -> (a & operand) != 0;
                    default -> false;
                };
        if ((code & 0xf0) == JA) {
            return program.k(i);
        }
        return holds ? program.jumpTrue(i) : program.jumpFalse(i);
    }

    private void move(int code) {
        if ((code & 0xf8) == TXA) {
            a = x;
        } else {
            x = a;
        }
    }

    private int[] scratch() {
        if (scratch == null) {
            scratch = new int[SCRATCH];
        }
        return scratch;
    }

    private int reject() {
        rejected = true;
        return 0;
    }
}
