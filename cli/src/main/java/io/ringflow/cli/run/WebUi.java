package io.ringflow.cli.run;

import java.net.URI;
import java.util.Map;

/** Describes the address of the Flink web UI. */
final class WebUi {

    private static final String DEFAULT_PORT = "8081";

    private WebUi() {}

    /** Returns the address, with a note if the configured port is taken. */
    static String describe(URI address, Map<String, String> flink) {
        String wanted = flink.getOrDefault("rest.port", DEFAULT_PORT);
        boolean moved = !wanted.equals("0") && !wanted.equals(String.valueOf(address.getPort()));
        return address + (moved ? " (port " + wanted + " is taken)" : "");
    }
}
