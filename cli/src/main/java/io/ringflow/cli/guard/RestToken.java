package io.ringflow.cli.guard;

import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.OutboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelOutboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPromise;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;

/**
 * Presents a token to Flink's REST server. Flink's client finds this class through {@link
 * java.util.ServiceLoader}.
 */
public final class RestToken implements OutboundChannelHandlerFactory {

    private static final ConfigOption<String> TOKEN =
            ConfigOptions.key("ringflow.rest.token").stringType().noDefaultValue();

    /** Adds a token to the settings of a client. */
    public static Configuration in(Configuration settings, String token) {
        return settings.set(TOKEN, token);
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<ChannelHandler> createHandler(Configuration settings) {
        return settings.getOptional(TOKEN).map(Sender::new);
    }

    /** Adds the header to each request. */
    private static final class Sender extends ChannelOutboundHandlerAdapter {

        private final String token;

        Sender(String token) {
            this.token = token;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                throws Exception {
            if (message instanceof HttpRequest request) {
                request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
            }
            super.write(context, message, promise);
        }
    }
}
