package io.ringflow.cli.flink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Resolves names as the system does, and the name of this host to the loopback address if the
 * system doesn't know it. Flink asks for the address of its host at every start, also in a process
 * that only talks to itself; containers and hosts that were renamed often have none. Thread-safe.
 */
final class LocalHostResolver implements InetAddressResolver {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final InetAddressResolver system;
    private final Supplier<String> localHost;

    /**
     * Makes a resolver.
     *
     * @param system is asked first
     * @param localHost returns the name of this host
     */
    LocalHostResolver(InetAddressResolver system, Supplier<String> localHost) {
        this.system = system;
        this.localHost = localHost;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
            throws UnknownHostException {
        try {
            return system.lookupByName(host, policy);
        } catch (UnknownHostException e) {
            if (host.equals(localHost.get())) {
                return Stream.of(InetAddress.getByAddress(host, LOOPBACK));
            }
            throw e;
        }
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
    }

    /** Makes the resolver of this process; the JDK finds it as a service. */
    public static final class Provider extends InetAddressResolverProvider {

        @Override
        public InetAddressResolver get(Configuration configuration) {
            return new LocalHostResolver(
                    configuration.builtinResolver(), configuration::lookupLocalHostName);
        }

        @Override
        public String name() {
            return "ringflow";
        }
    }
}
