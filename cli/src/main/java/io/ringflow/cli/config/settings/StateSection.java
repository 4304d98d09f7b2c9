package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ListType;
import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.server.StateServiceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings below {@code query.state}: the state service of a cluster and its client. */
public final class StateSection extends Section {

    private final Setting<String> host =
            setting(
                    "query.state.host",
                    ScalarType.text("an address of each TaskManager's host"),
                    "127.0.0.1",
                    "cluster: address each TaskManager's state service listens on; beyond loopback"
                            + " only with TLS and a token");
    private final Setting<Long> port =
            setting(
                    "query.state.port",
                    ScalarType.number(1, 65_536 - StateServiceSettings.PORTS),
                    "9440",
                    "cluster: first of the 16 ports of which the state service takes a free one");
    private final Setting<String> tokenFile =
            setting(
                    "query.state.tokenFile",
                    ScalarType.text("a file with 16 or more printable characters"),
                    "\"\"",
                    "cluster: token that the query server presents to the state services");
    private final Setting<String> certificate =
            setting(
                    "query.state.tls.certificateFile",
                    ScalarType.text("a PEM file, set together with keyFile; empty for no TLS"),
                    "\"\"",
                    "cluster: the state service's certificate, on each TaskManager's host");
    private final Setting<String> key =
            setting(
                    "query.state.tls.keyFile",
                    ScalarType.text("a PEM file: PKCS #8, not encrypted"),
                    "\"\"",
                    "cluster: the certificate's private key, on each TaskManager's host");
    private final Setting<String> authority =
            setting(
                    "query.state.tls.authorityFile",
                    ScalarType.text("a PEM file; empty for no TLS"),
                    "\"\"",
                    "cluster: certificates that the query server trusts, on its host");
    private final Setting<String> serverName =
            setting(
                    "query.state.tls.serverName",
                    ScalarType.text("a name; empty for that of each host"),
                    "\"\"",
                    "cluster: the name in the state services' certificates");
    private final Setting<List<String>> addresses =
            setting(
                    "query.state.addresses",
                    new ListType<>("addresses", endpoint()),
                    "[]",
                    "cluster: addresses of the state services; empty: the query server asks Flink's"
                            + " REST server for them");

    private static ScalarType<String> endpoint() {
        return new ScalarType<>(
                "host:port",
                text -> {
                    try {
                        return Optional.of(Endpoint.parse(text).toString());
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }

    /**
     * Returns how each process of a cluster serves the state. The files it names may be on other
     * hosts, so none is read here.
     */
    public StateServiceSettings service(GivenSettings given) {
        String address = given.value(host);
        int first = given.value(port).intValue();
        StateServiceSettings.Access access =
                new StateServiceSettings.Access(
                        given.value(certificate), given.value(key), given.value(tokenFile));
        Map<String, String> mistakes = StateServiceSettings.mistakes(address, access);
        mistakes.forEach((path, mistake) -> given.refuse(Settings.at(path).orElseThrow(), mistake));
        return mistakes.isEmpty()
                ? new StateServiceSettings(
                        address, first, access, StateServiceSettings.Limits.DEFAULT)
                : StateServiceSettings.loopback(first);
    }

    /** Returns how the query server reaches the state services. */
    public StateAccess access(GivenSettings given) {
        return new StateAccess(
                given.value(addresses).stream().map(Endpoint::parse).toList(),
                text(given, tokenFile).map(Path::of),
                text(given, authority).map(Path::of),
                text(given, serverName));
    }

    private static Optional<String> text(GivenSettings given, Setting<String> setting) {
        return Optional.of(given.value(setting)).filter(value -> !value.isBlank());
    }
}
