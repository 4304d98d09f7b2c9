package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalHostResolverTest {

    private static final byte[] ADDRESS = {10, 0, 0, 7};
    private static final LookupPolicy ANY = LookupPolicy.of(LookupPolicy.IPV4);

    private final InetAddressResolver resolver =
            new LocalHostResolver(new FakeSystem(), () -> "here");

    /** Knows one host. */
    private static final class FakeSystem implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            if (!host.equals("known")) {
                throw new UnknownHostException(host);
            }
            return Stream.of(InetAddress.getByAddress(host, ADDRESS));
        }

        @Override
        public String lookupByAddress(byte[] address) {
            return "name of " + address[3];
        }
    }

    @Test
    void resolvesOtherNamesAsTheSystemDoes() throws UnknownHostException {
        assertThat(resolver.lookupByName("known", ANY))
                .containsExactly(InetAddress.getByAddress(ADDRESS));
        assertThat(resolver.lookupByAddress(ADDRESS)).isEqualTo("name of 7");
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> resolver.lookupByName("elsewhere", ANY))
                .withMessage("elsewhere");
    }

    @Test
    void resolvesTheNameOfThisHostToLoopbackIfTheSystemDoesNotKnowIt() throws UnknownHostException {
        assertThat(resolver.lookupByName("here", ANY))
                .singleElement()
                .satisfies(
                        address -> {
                            assertThat(address.isLoopbackAddress()).isTrue();
                            assertThat(address.getHostName()).isEqualTo("here");
                        });
    }

    @Test
    void isFoundByTheJdk() {
        assertThat(ServiceLoader.load(InetAddressResolverProvider.class))
                .extracting(InetAddressResolverProvider::name)
                .containsExactly("ringflow");
    }
}
