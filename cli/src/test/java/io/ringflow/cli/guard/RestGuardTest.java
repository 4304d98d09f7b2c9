package io.ringflow.cli.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.guard.RestAccess.Readers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.netty4.io.netty.buffer.ByteBuf;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.embedded.EmbeddedChannel;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;

/** Uses a pipeline like Flink's, with the upload handler in front of the services' handlers. */
class RestGuardTest {

    private static final String GET = "GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final RestGuard guard = new RestGuard();
    private final Configuration settings =
            new RestAccess(Readers.LOCALHOST, List.of(), false).in(new Configuration());
    private final List<Object> seenByFlink = new ArrayList<>();

    /** Returns a connection from this host. */
    private EmbeddedChannel connect() {
        EmbeddedChannel channel =
                new EmbeddedChannel() {
                    @Override
                    protected SocketAddress remoteAddress0() {
                        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
                    }
                };
        channel.freezeTime();
        channel.pipeline().addLast(new HttpServerCodec());
        channel.pipeline()
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                seenByFlink.add(message);
                                ReferenceCountUtil.release(message);
                            }
                        });
        channel.pipeline().addLast(guard.createHandler(settings, Map.of()).orElseThrow());
        return channel;
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static String received(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private static void answer(EmbeddedChannel channel) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set("Access-Control-Allow-Origin", "*").set("Content-Length", 0);
        channel.writeOutbound(answer);
    }

    @Test
    void refusesRequestBeforeReadingItsBody() {
        EmbeddedChannel channel = connect();
        send(
                channel,
                String.join(
                        "\r\n",
                        "POST /jobs HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: 100000",
                        "Content-Type: multipart/form-data; boundary=x",
                        "",
                        "--x"));
        assertThat(received(channel)).contains("HTTP/1.1 403 ", "connection: close", "errors");
        send(channel, "more");
        assertThat(seenByFlink).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void refusedConnectionTakesNoOtherRequest() {
        EmbeddedChannel channel = connect();
        send(channel, "DELETE /cluster HTTP/1.1\r\nHost: localhost\r\n\r\n" + GET);
        assertThat(seenByFlink).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answersCannotBeReadByOtherOrigins() {
        EmbeddedChannel channel = connect();
        send(channel, GET);
        answer(channel);
        assertThat(seenByFlink).isNotEmpty();
        assertThat(received(channel))
                .contains("HTTP/1.1 200 ", "Cross-Origin-Resource-Policy: same-origin")
                .doesNotContainIgnoringCase("access-control");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void closesSlowConnections() {
        EmbeddedChannel silent = connect();
        EmbeddedChannel trickling = connect();
        EmbeddedChannel kept = connect();
        EmbeddedChannel notReading = connect();
        send(kept, GET);
        answer(kept);
        send(notReading, GET);
        send(trickling, "GET /jobs HTTP/1.1\r\n");
        for (int second = 0; second < RequestDeadlines.HEAD.toSeconds(); second++) {
            for (EmbeddedChannel channel : List.of(silent, trickling, kept, notReading)) {
                assertThat(channel.isOpen()).isTrue();
                channel.advanceTimeBy(1, TimeUnit.SECONDS);
                channel.runScheduledPendingTasks();
            }
            if (trickling.isOpen()) {
                send(trickling, "X: y\r\n");
            }
        }
        assertThat(List.of(silent, trickling, kept)).noneMatch(EmbeddedChannel::isOpen);
        assertThat(notReading.isOpen()).isTrue();
        notReading.advanceTimeBy(RequestDeadlines.ANSWER.toSeconds(), TimeUnit.SECONDS);
        notReading.runScheduledPendingTasks();
        assertThat(notReading.isOpen()).isFalse();
    }

    @Test
    void closesConnectionThatPipelinesRequests() {
        EmbeddedChannel channel = connect();
        send(channel, GET + GET);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void limitsNumberOfConnections() {
        List<EmbeddedChannel> open = new ArrayList<>();
        for (int i = 0; i < RestGuard.MAX_CONNECTIONS; i++) {
            open.add(connect());
        }
        assertThat(open).allMatch(EmbeddedChannel::isOpen);
        assertThat(connect().isOpen()).isFalse();
        var unused = open.get(0).close();
        assertThat(connect().isOpen()).isTrue();
    }

    @Test
    void ignoresFlinkThatIsNotRingflows() {
        assertThat(new RestGuard().createHandler(new Configuration(), Map.of())).isEmpty();
    }
}
