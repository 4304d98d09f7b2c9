package io.ringflow.cli.cluster;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.MethodVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;

/**
 * Sets the clock of the captures in other processes: the time that the kernel gives packets, and
 * the one that captures read themselves. A process alone can't have another wall clock on Linux:
 * time namespaces only shift the monotonic ones. So the code that reads these times adds an offset.
 */
final class CaptureClocks {

    /** Methods that return the time, by class. */
    private static final Map<String, String> READERS =
            Map.of(
                    "io.ringflow.capture.ring.PacketDescriptor", "timeNanos",
                    "io.ringflow.capture.live.CaptureClock$1", "epochNanos");

    private final Path agent;

    CaptureClocks(Path directory) throws IOException {
        Map<String, byte[]> replaced = new HashMap<>();
        for (Map.Entry<String, String> reader : READERS.entrySet()) {
            String file = AgentJar.classFile(reader.getKey());
            try (InputStream code = getClass().getClassLoader().getResourceAsStream(file)) {
                replaced.put(
                        "replaced/" + file, withOffset(code.readAllBytes(), reader.getValue()));
            }
        }
        // Nested class: replaces classes that are loaded later.
        String transformer = AgentJar.classFile(ClockAgent.class.getName() + "$Replacement");
        try (InputStream code = getClass().getClassLoader().getResourceAsStream(transformer)) {
            replaced.put(transformer, code.readAllBytes());
        }
        agent = AgentJar.write(directory, ClockAgent.class, replaced);
    }

    /** Sets the clock of a process's captures apart from the machine's. */
    void set(long pid, Duration offset) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
        try {
            machine.loadAgent(agent.toString(), String.valueOf(offset.toNanos()));
        } finally {
            machine.detach();
        }
    }

    /**
     * Returns the JVM option with which the clock of a process's captures is set from its start.
     */
    String option(Duration offset) {
        return "-javaagent:%s=%d".formatted(agent, offset.toNanos());
    }

    private static byte[] withOffset(byte[] code, String method) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            String signature,
                            String[] exceptions) {
                        MethodVisitor body =
                                super.visitMethod(access, name, descriptor, signature, exceptions);
                        return name.equals(method) ? new Offset(body) : body;
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Adds the offset to what a method returns. */
    private static final class Offset extends MethodVisitor {

        Offset(MethodVisitor body) {
            super(Opcodes.ASM9, body);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.LRETURN) {
                visitLdcInsn(ClockAgent.OFFSET);
                visitInsn(Opcodes.LCONST_0);
                visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        "java/lang/Long",
                        "getLong",
                        "(Ljava/lang/String;J)Ljava/lang/Long;",
                        false);
                visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Long", "longValue", "()J", false);
                visitInsn(Opcodes.LADD);
            }
            super.visitInsn(opcode);
        }
    }
}
