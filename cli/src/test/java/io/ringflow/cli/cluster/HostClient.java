package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.guard.RestTls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** Sends requests from a host of a {@link HostNetwork}; over HTTPS with a cluster's keys. */
final class HostClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String namespace;
    private final SSLContext tls;

    HostClient(String namespace, Path keys) throws IOException {
        this.namespace = namespace;
        this.tls = RestTls.of(ClusterKeys.in(Optional.of(keys), Map.of()));
    }

    /** Returns the answer, or a missing node if there is none. */
    JsonNode get(URI uri) {
        return NetnsFixture.inNamespace(namespace, () -> ask(uri));
    }

    private JsonNode ask(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls.getSocketFactory());
            secure.setHostnameVerifier((name, session) -> true);
        }
        try {
            return JSON.readTree(connection.getInputStream());
        } catch (IOException e) {
            return JSON.missingNode(); // the server is not up or refuses
        }
    }
}
