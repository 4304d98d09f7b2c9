package io.ringflow.model.format;

import io.ringflow.model.AddressText;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A table for people: one flow per line, in the columns that fit a terminal. Unlike {@link
 * TextTable}, it writes each flow as it comes, byte by byte, because exports have millions of them.
 * Not thread-safe.
 */
final class TableWriter implements FlowWriter {

    /** The right edges of the columns; the last column has none. */
    private static final int[] EDGES = {23, 34, 41, 89, 137, 148, 161, 170};

    private static final boolean[] ALIGNED_RIGHT = {
        false, true, false, false, false, true, true, false
    };

    private static final String[] TITLES = {
        "FIRST SEEN",
        "SECONDS",
        "PROTO",
        "SOURCE",
        "DESTINATION",
        "PACKETS",
        "BYTES",
        "FLAGS",
        "END"
    };

    private static final int TIME_SHOWN = "2026-01-01T00:00:00.000".length();

    private final TimeText times = new TimeText();
    private final byte[] line = new byte[512];
    private final byte[] cell = new byte[64];
    private int column;
    private int length;

    @Override
    public byte[] header() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        startLine();
        for (String title : TITLES) {
            text(title);
        }
        endLine(out);
        return out.toByteArray();
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        startLine();
        int time = Math.min(TIME_SHOWN, times.write(flow.firstNanos(), cell, 0));
        cell[cell[0] == '+' ? 12 : 10] = ' ';
        put(time);
        double seconds = Math.rint((flow.lastNanos() - flow.firstNanos()) / 1e6) / 1e3;
        put(DecimalText.write(seconds, cell, 0));
        text(Protocols.name(flow.protocol()));
        boolean ports = flow.srcPort() != 0 || flow.dstPort() != 0;
        put(endpoint(flow.srcAddr(), flow.srcPort(), ports));
        put(endpoint(flow.dstAddr(), flow.dstPort(), ports));
        put(DecimalText.write(flow.packets(), cell, 0));
        put(DecimalText.write(flow.bytes(), cell, 0));
        boolean tcp = flow.protocol() == Protocols.TCP;
        text(tcp ? TcpFlags.text(flow.src().tcpFlags() | flow.dst().tcpFlags()) : "");
        text(flow.active() ? "" : flow.endReason().text());
        endLine(out);
    }

    private int endpoint(IpAddress address, int port, boolean ports) {
        boolean brackets = ports && !address.isV4();
        int at = 0;
        if (brackets) {
            cell[at++] = '[';
        }
        at = AddressText.write(address, cell, at);
        if (brackets) {
            cell[at++] = ']';
        }
        if (!ports) {
            return at;
        }
        cell[at++] = ':';
        return DecimalText.write(port, cell, at);
    }

    private void startLine() {
        Arrays.fill(line, (byte) ' ');
        column = 0;
        length = 0;
    }

    private void text(String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, cell, 0, ascii.length);
        put(ascii.length);
    }

    /** Puts the first bytes of the cell into the next column; a wide cell moves the others. */
    private void put(int width) {
        int at = length == 0 ? 0 : length + 1;
        if (column < EDGES.length && ALIGNED_RIGHT[column]) {
            at = Math.max(at, EDGES[column] - width);
        }
        System.arraycopy(cell, 0, line, at, width);
        length = at + width;
        if (column < EDGES.length) {
            length = Math.max(length, EDGES[column]);
        }
        column++;
    }

    private void endLine(ByteArrayOutputStream out) {
        while (length > 0 && line[length - 1] == ' ') {
            length--;
        }
        line[length++] = '\n';
        out.write(line, 0, length);
    }
}
