package io.ringflow.cli.cluster;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Makes tasks of other processes fail, as a fault in their own code would: on their own thread, at
 * any point, and with everything else in the process intact. Needs no change of what is tested.
 */
final class TaskFailures {

    private final Path agent;

    TaskFailures(Path directory) throws IOException {
        agent = directory.resolve("task-failure-agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(new Attributes.Name("Agent-Class"), TaskFailureAgent.class.getName());
        String file = TaskFailureAgent.class.getName().replace('.', '/') + ".class";
        ClassLoader loader = TaskFailureAgent.class.getClassLoader();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(agent), manifest);
                InputStream code = loader.getResourceAsStream(file)) {
            jar.putNextEntry(new JarEntry(file));
            code.transferTo(jar);
        }
    }

    /**
     * Makes a task fail whose thread's name starts with a text.
     *
     * @return false if the process has no such task
     */
    boolean fail(long pid, String task) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
        try {
            machine.loadAgent(agent.toString(), task);
            return true;
        } catch (AgentInitializationException e) {
            return false;
        } finally {
            machine.detach();
        }
    }
}
