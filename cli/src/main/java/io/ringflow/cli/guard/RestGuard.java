package io.ringflow.cli.guard;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.Channel;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPipeline;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;

/**
 * Puts Ringflow's rules in front of Flink's REST server, which finds this class through {@link
 * java.util.ServiceLoader} and calls it for each connection. A REST server whose settings have no
 * {@link RestAccess} is not Ringflow's and stays as it is.
 */
public final class RestGuard implements InboundChannelHandlerFactory {

    /** More than browsers and commands need, but only a small part of a process's descriptors. */
    static final int MAX_CONNECTIONS = 256;

    private final AtomicInteger connections = new AtomicInteger();
    private volatile RestRules rules;

    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<ChannelHandler> createHandler(
            Configuration settings, Map<String, String> responseHeaders) {
        return rules(settings).map(Placement::new);
    }

    private Optional<RestRules> rules(Configuration settings) {
        if (rules == null) {
            rules = RestAccess.of(settings).map(RestRules::new).orElse(null);
        }
        return Optional.ofNullable(rules);
    }

    /**
     * Moves the rules to the front of the pipeline, because Flink places this handler after the one
     * that writes uploads to disk.
     */
    private final class Placement extends ChannelInboundHandlerAdapter {

        private final RestRules rules;

        Placement(RestRules rules) {
            this.rules = rules;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            Channel channel = context.channel();
            ChannelPipeline pipeline = channel.pipeline();
            String codec = pipeline.context(HttpServerCodec.class).name();
            pipeline.addAfter(codec, "ringflow-gate", new RestGate(rules));
            pipeline.addAfter(codec, "ringflow-deadlines", new RequestDeadlines());
            pipeline.remove(this);
            boolean tooMany = connections.incrementAndGet() > MAX_CONNECTIONS;
            var unused = channel.closeFuture().addListener(closed -> connections.decrementAndGet());
            if (tooMany) {
                var unusedToo = channel.close();
            }
        }
    }
}
