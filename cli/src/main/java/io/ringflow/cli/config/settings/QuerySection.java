package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.server.ServerSettings;
import io.ringflow.server.security.SecuritySettings;
import java.util.Map;

/** The settings directly below {@code query}: the address of the query server. */
public final class QuerySection extends Section {

    private final Setting<String> host =
            setting(
                    "query.host",
                    ScalarType.text("an address of this host"),
                    "127.0.0.1",
                    "address the query server listens on; beyond loopback only with security.mode"
                            + " token");
    private final Setting<Long> port =
            setting(
                    "query.port",
                    ScalarType.number(0, 65_535),
                    "8080",
                    "port the query server listens on; 0 takes a free one");

    /**
     * Returns the settings of the query server. Settings that are valid alone but not together are
     * reported for the one that should change.
     */
    public ServerSettings read(GivenSettings given, SecuritySettings security) {
        String address = given.value(host);
        int number = given.value(port).intValue();
        Map<String, String> mistakes = ServerSettings.mistakes(address, security);
        mistakes.forEach((path, mistake) -> given.refuse(Settings.at(path).orElseThrow(), mistake));
        return mistakes.isEmpty()
                ? new ServerSettings(address, number, security)
                : new ServerSettings("localhost", number);
    }
}
