package io.ringflow.server;

/** The main class of a process that serves three flows and prints its port. */
final class ServedProcess {

    private ServedProcess() {}

    /** Serves until the process is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        QueryServer server =
                QueryServer.start(new ServerSettings("127.0.0.1", 0), FakeFlowState.withFlows(3));
        System.out.println("port " + server.port());
        Thread.currentThread().join();
    }
}
