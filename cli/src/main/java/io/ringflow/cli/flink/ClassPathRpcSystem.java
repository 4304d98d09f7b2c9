package io.ringflow.cli.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem;

/**
 * Loads Flink's RPC system from the class path. Flink's own loader would unpack it from a jar
 * inside a jar. Found by Flink through {@link java.util.ServiceLoader}.
 */
public final class ClassPathRpcSystem implements RpcSystemLoader {

    /** Read by Pekko when the first actor system starts; Flink has no setting for it. */
    static final String PASSIVE = "pekko.remote.classic.use-passive-connections";

    /** Ranks before Flink's own loaders, which are on the class path of tests. */
    @Override
    public int getLoadPriority() {
        return -1;
    }

    /**
     * Returns an RPC system whose processes send over connections of their own. By default, one
     * that a process has accepted is used to answer too, and when two processes connect to each
     * other at the same time, as after a restart, one of them may discard everything that it gets
     * from then on: the host stays away until its process ends (apache/pekko#3206).
     */
    @Override
    public RpcSystem loadRpcSystem(Configuration settings) {
        if (System.getProperty(PASSIVE) == null) {
            System.setProperty(PASSIVE, "off");
        }
        return new PekkoRpcSystem();
    }
}
