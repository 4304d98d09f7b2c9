package io.ringflow.cli.guard;

import io.ringflow.server.security.ForeignGate.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.shaded.netty4.io.netty.buffer.ByteBuf;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelDuplexHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPromise;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderValues;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaders;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.LastHttpContent;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * Refuses requests before any of Flink's handlers sees them, and closes their connection. Adds
 * headers to every answer so that no other origin can read it. One instance per connection, used by
 * its event loop's thread.
 */
final class RestGate extends ChannelDuplexHandler {

    /** How long a refused client may still send, so that it gets the answer after its body. */
    private static final long LINGER_MILLIS = 1_000;

    private final RestRules rules;
    private boolean refused;
    private boolean answered;
    private boolean sent;

    RestGate(RestRules rules) {
        this.rules = rules;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!refused && message instanceof HttpRequest request) {
            Optional<Refusal> refusal = rules.refusal(context.channel().remoteAddress(), request);
            refusal.ifPresent(answer -> refuse(context, answer));
        }
        if (!refused) {
            context.fireChannelRead(message);
            return;
        }
        sent |= message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        closeWhenDone(context);
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        refused = true;
        // The format of Flink's own errors, which its clients understand.
        String json = "{\"errors\":[\"" + refusal.detail().replace("\"", "\\\"") + "\"]}";
        ByteBuf body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(refusal.status()), body);
        HttpHeaders headers = answer.headers();
        refusal.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8");
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        protect(headers);
        var unused =
                context.writeAndFlush(answer)
                        .addListener(
                                done -> {
                                    answered = true;
                                    closeWhenDone(context);
                                });
        var unusedLinger =
                context.executor()
                        .schedule(() -> close(context), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void closeWhenDone(ChannelHandlerContext context) {
        if (answered && sent) {
            close(context);
        }
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
            throws Exception {
        if (message instanceof HttpResponse response) {
            protect(response.headers());
        }
        super.write(context, message, promise);
    }

    /** Flink allows every origin by default. */
    private static void protect(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
    }
}
