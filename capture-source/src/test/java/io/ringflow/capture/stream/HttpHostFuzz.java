package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.ascii;
import static io.ringflow.capture.stream.Messages.http;

import io.ringflow.model.LabelKind;
import java.util.List;
import java.util.Set;

/** Fuzz target: HTTP requests. */
public final class HttpHostFuzz {

    private HttpHostFuzz() {}

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        LabelRules.check(HttpHost::parse, data, Set.of(LabelKind.HTTP_HOST));
    }

    /** Requests of several methods, with and without a host. */
    public static List<byte[]> seeds() {
        return List.of(
                http("GET / HTTP/1.1", "Accept: */*", "Host: a.example:8080"),
                http("OPTIONS * HTTP/1.0", "hOsT:\t b.example \t", "Host: c"),
                ascii("POST /x HTTP/1.1\nHOST:d\\\u001b\u00ff\n\n"),
                http("DELETE /x HTTP/1.1", "X-Host: a"),
                http("PUT /", "Host: a"),
                ascii("HEAD " + "x".repeat(300) + " HTTP/1.1\r\nHost: " + "y".repeat(300)));
    }
}
