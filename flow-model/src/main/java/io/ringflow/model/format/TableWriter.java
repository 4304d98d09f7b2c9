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
 * Addresses, packets and bytes are always whole, so a line with long IPv6 addresses may be wider
 * than the terminal. Not thread-safe.
 */
final class TableWriter implements FlowWriter {

    /** Widths of the columns if there is room for all, with the longest IPv6 addresses. */
    private static final int[] WIDE = {23, 10, 6, 47, 47, 10, 12, 8, 17};

    /** Least widths, with the longest IPv4 addresses and without the date. */
    private static final int[] NARROW = {12, 8, 5, 21, 21, 7, 9, 8, 17};

    /** First seen, seconds, end, flags: columns that are shown if they fit, in this order. */
    private static final int[] OPTIONAL = {0, 1, 8, 7};

    private static final int SOURCE = 3;
    private static final int DESTINATION = 4;
    private static final int BYTES = 6;

    private static final boolean[] ALIGNED_RIGHT = {
        false, true, false, false, false, true, true, false, false
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
    private static final int TIME_OF_DAY = "2026-01-01T".length();

    private final TimeText times = new TimeText();
    private final byte[] line = new byte[512];
    private final byte[] cell = new byte[64];
    private final int width;

    /** Widths of the columns; 0 for those that are not shown. */
    private final int[] widths;

    private int column;
    private int edge;
    private int length;

    /**
     * Creates a writer.
     *
     * @param width characters per line; 0 for no limit
     */
    TableWriter(int width) {
        this.width = width == 0 ? Integer.MAX_VALUE : width;
        this.widths = lineLength(WIDE) <= this.width ? WIDE : narrow(this.width);
    }

    private static int[] narrow(int width) {
        int[] widths = NARROW.clone();
        for (int column : OPTIONAL) {
            widths[column] = 0;
        }
        for (int column : OPTIONAL) {
            widths[column] = NARROW[column];
            if (lineLength(widths) > width) {
                widths[column] = 0;
            }
        }
        int spare = Math.max(0, width - lineLength(widths)) / 2;
        widths[SOURCE] = Math.min(WIDE[SOURCE], widths[SOURCE] + spare);
        widths[DESTINATION] = Math.min(WIDE[DESTINATION], widths[DESTINATION] + spare);
        return widths;
    }

    private static int lineLength(int[] widths) {
        int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
        return Arrays.stream(widths).sum() + shown - 1;
    }

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
        int date = cell[0] == '+' ? TIME_OF_DAY + 2 : TIME_OF_DAY;
        cell[date - 1] = ' ';
        if (widths == WIDE) {
            put(time);
        } else {
            System.arraycopy(cell, date, cell, 0, time - date);
            put(time - date);
        }
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
        edge = 0;
        length = 0;
    }

    private void text(String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, cell, 0, ascii.length);
        put(ascii.length);
    }

    /** Puts the first bytes of the cell into the next column; a wide cell moves the others. */
    private void put(int size) {
        int shown = widths[column];
        int at = length == 0 ? 0 : length + 1;
        int right = edge == 0 ? shown : edge + 1 + shown;
        if (ALIGNED_RIGHT[column]) {
            at = Math.max(at, right - size);
        }
        boolean leftOut = shown == 0 || (column > BYTES && at + size > width);
        column++;
        if (leftOut) {
            return;
        }
        System.arraycopy(cell, 0, line, at, size);
        edge = right;
        length = Math.max(at + size, edge);
    }

    private void endLine(ByteArrayOutputStream out) {
        while (length > 0 && line[length - 1] == ' ') {
            length--;
        }
        line[length++] = '\n';
        out.write(line, 0, length);
    }
}
