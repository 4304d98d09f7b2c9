package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TimeText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A table for people: one flow a line, the columns that fit a terminal. */
@SuppressWarnings("InlineFormatString") // header and records share it, so that the columns line up
final class TableWriter implements FlowWriter {

    private static final String FORMAT = "%-23s %10s %-6s %-47s %-47s %10s %12s %-8s %s%n";

    @Override
    public byte[] header() {
        return line(
                "FIRST SEEN",
                "SECONDS",
                "PROTO",
                "SOURCE",
                "DESTINATION",
                "PACKETS",
                "BYTES",
                "FLAGS",
                "END");
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        String first = TimeText.of(flow.firstNanos());
        boolean tcp = flow.protocol() == Protocols.TCP;
        out.writeBytes(
                line(
                        first.substring(0, Math.min(23, first.length())).replace('T', ' '),
                        String.format(
                                Locale.ROOT, "%.3f", (flow.lastNanos() - flow.firstNanos()) / 1e9),
                        Protocols.name(flow.protocol()),
                        endpoint(flow, flow.srcAddr(), flow.srcPort()),
                        endpoint(flow, flow.dstAddr(), flow.dstPort()),
                        flow.packets(),
                        flow.bytes(),
                        tcp ? TcpFlags.text(flow.src().tcpFlags() | flow.dst().tcpFlags()) : "",
                        flow.active() ? "" : flow.endReason().text()));
    }

    private static String endpoint(Flow flow, IpAddress address, int port) {
        boolean ports = flow.srcPort() != 0 || flow.dstPort() != 0;
        String host = ports && !address.isV4() ? "[" + address + "]" : address.toString();
        return ports ? host + ":" + port : host;
    }

    private static byte[] line(Object... cells) {
        return String.format(Locale.ROOT, FORMAT, cells).getBytes(StandardCharsets.UTF_8);
    }
}
