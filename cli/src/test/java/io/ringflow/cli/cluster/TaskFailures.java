package io.ringflow.cli.cluster;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes tasks of other processes fail, as a fault in their own code would: on their own thread, at
 * any point, and with everything else in the process intact. Needs no change of what is tested.
 */
final class TaskFailures {

    private final Path agent;

    TaskFailures(Path directory) throws IOException {
        agent = AgentJar.write(directory, TaskFailureAgent.class, Map.of());
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
