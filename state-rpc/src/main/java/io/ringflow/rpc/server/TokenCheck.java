package io.ringflow.rpc.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.ringflow.rpc.wire.BearerToken;

/** Admits only calls that carry the token. Tokens are never logged or returned. */
final class TokenCheck implements ServerInterceptor {

    private final BearerToken token;

    TokenCheck(BearerToken token) {
        this.token = token;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (token.isIn(headers)) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription("the token is missing or wrong"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
