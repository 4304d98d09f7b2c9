package io.ringflow.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * A Java agent that sets the clock of the captures in a process, into which {@link CaptureClocks}
 * loads it. It replaces the classes that read the clock.
 */
public final class ClockAgent {

    /** System property: what is added to the clock, nanoseconds. */
    static final String OFFSET = "ringflow.test.clockNanos";

    private static boolean replaced;

    private ClockAgent() {}

    /** Called by a JVM that starts with the agent. */
    public static void premain(String nanos, Instrumentation instrumentation) throws Exception {
        agentmain(nanos, instrumentation);
    }

    /**
     * Called by the JVM that loads the agent.
     *
     * @param nanos what is added to the clock
     */
    public static synchronized void agentmain(String nanos, Instrumentation instrumentation)
            throws Exception {
        System.setProperty(OFFSET, nanos);
        if (replaced) {
            return;
        }
        replaced = true;
        // Each job has a class loader of its own.
        instrumentation.addTransformer(new Replacement());
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            byte[] code = code(type.getName().replace('.', '/'));
            if (code != null) {
                instrumentation.redefineClasses(new ClassDefinition(type, code));
            }
        }
    }

    /** Replaces classes that are loaded later. */
    private static final class Replacement implements ClassFileTransformer {

        @Override
        public byte[] transform(
                ClassLoader loader,
                String className,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] original) {
            return code(className);
        }
    }

    /** Returns the code that replaces a class, or null if it stays as it is. */
    private static byte[] code(String className) {
        if (className == null || !className.startsWith("io/ringflow/capture/")) {
            return null;
        }
        try (InputStream in =
                ClockAgent.class.getResourceAsStream("/replaced/" + className + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
