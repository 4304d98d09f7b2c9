package io.ringflow.model.format;

import io.ringflow.model.AddressText;
import io.ringflow.model.DecimalText;
import io.ringflow.model.Flow;
import io.ringflow.model.HostPort;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TimeText;
import io.ringflow.model.format.TextTable.Side;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table for people: one flow per line, in the columns that fit a terminal. */
final class TableWriter implements FlowWriter {

    /**
     * A column.
     *
     * @param width how wide nearly all cells are; records are written before all are known
     */
    private record Column(String title, Side side, int width) {}

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("FIRST SEEN", Side.LEFT, 23),
                    new Column("SECONDS", Side.RIGHT, 10),
                    new Column("PROTO", Side.LEFT, 6),
                    new Column("SOURCE", Side.LEFT, 47),
                    new Column("DESTINATION", Side.LEFT, 47),
                    new Column("PACKETS", Side.RIGHT, 10),
                    new Column("BYTES", Side.RIGHT, 12),
                    new Column("FLAGS", Side.LEFT, 8),
                    new Column("END", Side.LEFT, 0));

    private static final Columns LAYOUT =
            new Columns(COLUMNS.stream().map(Column::side).toList(), 1);
    private static final int[] WIDTHS = COLUMNS.stream().mapToInt(Column::width).toArray();

    private static final int TIME_SHOWN = "2026-01-01T00:00:00.000".length();

    private final TimeText times = new TimeText();
    private final byte[] text = new byte[64];

    @Override
    public byte[] header() {
        return line(COLUMNS.stream().map(Column::title).toList());
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        double seconds = Math.rint((flow.lastNanos() - flow.firstNanos()) / 1e6) / 1e3;
        boolean ports = flow.srcPort() != 0 || flow.dstPort() != 0;
        out.writeBytes(
                line(
                        List.of(
                                time(flow.firstNanos()),
                                DecimalText.of(seconds),
                                Protocols.name(flow.protocol()),
                                endpoint(flow.srcAddr(), flow.srcPort(), ports),
                                endpoint(flow.dstAddr(), flow.dstPort(), ports),
                                Long.toString(flow.packets()),
                                Long.toString(flow.bytes()),
                                flow.tcp() ? flags(flow) : "",
                                flow.active() ? "" : flow.endReason().text())));
    }

    private static byte[] line(List<String> cells) {
        return (LAYOUT.line(cells, WIDTHS) + '\n').getBytes(StandardCharsets.US_ASCII);
    }

    private String time(long nanos) {
        int length = Math.min(TIME_SHOWN, times.write(nanos, text, 0));
        return new String(text, 0, length, StandardCharsets.US_ASCII).replace('T', ' ');
    }

    private String endpoint(IpAddress address, int port, boolean ports) {
        int length = AddressText.write(address, text, 0);
        String host = new String(text, 0, length, StandardCharsets.US_ASCII);
        return ports ? HostPort.of(host, port) : host;
    }

    private static String flags(Flow flow) {
        return TcpFlags.text(flow.src().tcpFlags() | flow.dst().tcpFlags());
    }
}
