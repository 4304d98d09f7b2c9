package io.ringflow.cli.cluster;

/**
 * A Java agent that makes a running task fail, in the process into which {@link TaskFailures} loads
 * it. It interrupts the task's thread, and Flink reports the exception as a failure of the task.
 */
public final class TaskFailureAgent {

    private TaskFailureAgent() {}

    /**
     * Called by the JVM that loads the agent.
     *
     * @param task how the name of the task's thread starts
     */
    public static void agentmain(String task) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(task)) {
                thread.interrupt();
                return;
            }
        }
        throw new IllegalStateException("no task " + task);
    }
}
