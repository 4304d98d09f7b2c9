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

    /** Ranks before Flink's own loaders, which are on the class path of tests. */
    @Override
    public int getLoadPriority() {
        return -1;
    }

    @Override
    public RpcSystem loadRpcSystem(Configuration settings) {
        return new PekkoRpcSystem();
    }
}
