package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.guard.RestTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
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

    /**
     * An answer.
     *
     * @param status the status of HTTP, or 0 if the server is not up
     * @param body a missing node if there is none
     */
    record Answer(int status, JsonNode body) {}

    /** Returns the answer, or a missing node if there is none. */
    JsonNode get(URI uri) {
        Answer answer = answer(uri);
        return answer.status() < 400 ? answer.body() : JSON.missingNode();
    }

    /** Returns the answer with its status. */
    Answer answer(URI uri) {
        return NetnsFixture.inNamespace(namespace, () -> ask(uri));
    }

    /** Opens a WebSocket. */
    WebSocket open(URI uri, WebSocket.Listener listener) {
        // The client's threads belong to the namespace, as they are started in it.
        return NetnsFixture.inNamespace(
                namespace,
                () ->
                        HttpClient.newHttpClient()
                                .newWebSocketBuilder()
                                .buildAsync(uri, listener)
                                .join());
    }

    private Answer ask(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls.getSocketFactory());
            secure.setHostnameVerifier((name, session) -> true);
        }
        try {
            int status = connection.getResponseCode();
            InputStream body =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream();
            return new Answer(status, body == null ? JSON.missingNode() : JSON.readTree(body));
        } catch (IOException e) {
            return new Answer(0, JSON.missingNode()); // the server is not up, or not any more
        }
    }
}
