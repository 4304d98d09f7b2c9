package io.ringflow.server;

import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.ringflow.server.log.RequestLog;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.Incoming;
import io.ringflow.server.stream.Streams;
import io.ringflow.server.stream.UpgradeCheck;
import io.ringflow.server.stream.WebSocketClient;
import java.net.SocketAddress;
import java.util.Optional;

/** Checks and logs WebSocket upgrades, which bypass the filters of the routing. */
record StreamGate(Gate gate) implements UpgradeCheck {

    @Override
    public Optional<WebSocketClient> admit(SocketAddress peer, Headers headers) {
        Incoming incoming = Incoming.upgrade(peer, Streams.PATH, headers);
        Gate.Decision decision = gate.decide(incoming);
        return decision.refusal().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new WebSocketClient(
                                incoming.address(),
                                decision.caller().map(Gate.Caller::name),
                                decision.caller().flatMap(Gate.Caller::expires)));
    }

    @Override
    public void upgraded(WebSocketClient client, String id, long nanos) {
        int status = Status.SWITCHING_PROTOCOLS_101.code();
        RequestLog.Answer answer = new RequestLog.Answer(status, 0, nanos, id);
        new RequestLog.Entry(client.address(), client.user(), "GET", Streams.PATH, answer).log();
    }
}
