package io.ringflow.cli.guard;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelDuplexHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPromise;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpStatusClass;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.LastHttpContent;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * Closes connections of clients that are too slow: the head, the body and the answer of each
 * request have a deadline each, no matter how the bytes trickle. On an idle connection, the next
 * head is late. One instance per connection, used by its event loop's thread.
 */
final class RequestDeadlines extends ChannelDuplexHandler {

    /** From the start of the connection (before a TLS handshake) or the end of the last answer. */
    static final Duration HEAD = Duration.ofSeconds(20);

    static final Duration BODY = Duration.ofMinutes(1);

    /** From the end of the body until the client has received the whole answer. */
    static final Duration ANSWER = Duration.ofMinutes(2);

    private Future<?> deadline;
    private boolean busy;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        expect(context, HEAD);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        deadline.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        context.fireChannelInactive();
    }

    private void expect(ChannelHandlerContext context, Duration time) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline =
                context.executor()
                        .schedule(() -> close(context), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            if (busy) {
                // Well-behaved clients don't pipeline requests.
                ReferenceCountUtil.release(message);
                close(context);
                return;
            }
            busy = true;
            expect(context, BODY);
        }
        if (message instanceof LastHttpContent && busy) {
            expect(context, ANSWER);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
            throws Exception {
        boolean last = message instanceof LastHttpContent && !isInterim(message);
        super.write(context, message, last ? promise.unvoid() : promise);
        if (last) {
            var unused =
                    promise.addListener(
                            written -> {
                                busy = false;
                                expect(context, HEAD);
                            });
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
