package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBits;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.model.state.CaptureGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads flows out of a table's rows. One thread at a time. */
public final class FlowOfRow {

    private static final long LOW_INT = 0xffff_ffffL;

    private final RowPages rows;
    private final List<Observer> observers;
    private final List<CaptureGap> gaps;
    private final Details details = new Details();

    public FlowOfRow(RowPages rows, List<Observer> observers, List<CaptureGap> gaps) {
        this.rows = rows;
        this.observers = observers;
        this.gaps = gaps;
    }

    /** The flow whose chain begins with a row, as it stands. */
    public Flow read(int head, FlowEvent event) {
        List<ObserverCount> counts = counts(head);
        int row = counts.size() == 1 ? head : sawMost(head);
        long[] r = rows.page(row);
        int at = RowPages.at(row);
        long meta = rows.get(head, META);
        long key = r[at + KEY];
        int protocol = protocol(key);
        boolean icmp = protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
        boolean fromB = (meta & INITIATOR_B) != 0;
        IpAddress a = new IpAddress(r[at + A_HIGH], r[at + A_LOW]);
        IpAddress b = new IpAddress(r[at + B_HIGH], r[at + B_LOW]);
        int portA = icmp ? 0 : (int) (key >>> 48);
        int portB = icmp ? 0 : (int) (key >>> 32) & 0xffff;
        int vlan = PacketBits.vlan(key);
        int details = DetailRows.has(rows, head) ? readDetails(head) : Details.NONE;
        FlowSide sideA = side(r, at, 0);
        FlowSide sideB = side(r, at, 1);
        return new Flow(
                new FlowId((int) (r[at + HASH] >>> 32), rows.get(head, SEQUENCE)),
                event,
                fromB ? b : a,
                fromB ? a : b,
                fromB ? portB : portA,
                fromB ? portA : portB,
                protocol,
                (key & FragmentLayout.IPV6) != 0 ? 6 : 4,
                (vlan & PacketBits.VLAN_PRESENT) != 0 ? vlan & 0xfff : -1,
                tunnel(details),
                endReason(meta),
                fromB ? sideB : sideA,
                fromB ? sideA : sideB,
                (int) (r[at + SIZES] >> 32),
                (int) r[at + SIZES],
                r[at + SQUARES],
                rtt(head),
                r[at + REPORTED] >>> 32,
                hasIcmpType(key) ? (int) (meta >>> 16) & 0xff : -1,
                hasIcmpType(key) ? (int) (meta >>> 24) & 0xff : -1,
                (int) (meta >>> 32) & 0x3f,
                rule(meta),
                labels(details),
                counts,
                !gaps.isEmpty() && crossesGap(counts));
    }

    private static FlowSide side(long[] r, int at, int side) {
        long packets = r[at + PACKETS_A + side];
        if (packets == 0) {
            return FlowSide.SILENT;
        }
        return new FlowSide(
                packets,
                r[at + BYTES_A + side],
                (int) (r[at + META] >>> (8 * side)) & 0xff,
                r[at + FIRST_A + 2 * side],
                r[at + LAST_A + 2 * side],
                r[at + RETRANSMITS] >>> (32 - 32 * side) & LOW_INT,
                r[at + OUT_OF_ORDER] >>> (32 - 32 * side) & LOW_INT,
                (r[at + ROUND_TRIP] >>> side & 1) != 0);
    }

    private int readDetails(int head) {
        return new DetailRows(rows).read(head, details);
    }

    private Tunnel tunnel(int place) {
        long[] words = details.words;
        TunnelType type =
                place == Details.NONE
                        ? TunnelType.NONE
                        : TunnelType.of(Details.tunnelType(words, place));
        if (type == TunnelType.NONE) {
            return Tunnel.NONE;
        }
        return new Tunnel(
                type,
                type.hasId()
                        ? Integer.toUnsignedLong(Details.tunnelId(words, place))
                        : Tunnel.NO_ID,
                new IpAddress(Details.outer(words, place, 0), Details.outer(words, place, 1)),
                new IpAddress(Details.outer(words, place, 2), Details.outer(words, place, 3)));
    }

    private FlowLabels labels(int place) {
        if (place == Details.NONE) {
            return FlowLabels.NONE;
        }
        return new FlowLabels(
                Details.label(details.words, place, LabelKind.TLS_SNI),
                Details.label(details.words, place, LabelKind.TLS_ALPN),
                Details.label(details.words, place, LabelKind.DNS_QUERY),
                Details.label(details.words, place, LabelKind.HTTP_HOST));
    }

    /** The handshake as the observer saw it that saw the flow's first packet first. */
    private long rtt(int head) {
        long rtt = rttNanos(rows.get(head, ROUND_TRIP));
        long first = first(head);
        for (int row = rows.next(head); row != RowPages.NONE; row = rows.next(row)) {
            long its = rttNanos(rows.get(row, ROUND_TRIP));
            if (its != Details.NO_RTT && (rtt == Details.NO_RTT || first(row) < first)) {
                rtt = its;
                first = first(row);
            }
        }
        return rtt;
    }

    private long first(int row) {
        return Math.min(rows.get(row, FIRST_A), rows.get(row, FIRST_B));
    }

    /** The row of the observer with most packets, of several the first by name. */
    public int sawMost(int head) {
        int most = head;
        for (int row = rows.next(head); row != RowPages.NONE; row = rows.next(row)) {
            long more = packets(row) - packets(most);
            if (more > 0 || (more == 0 && observer(row).compareTo(observer(most)) < 0)) {
                most = row;
            }
        }
        return most;
    }

    private long packets(int row) {
        return rows.get(row, PACKETS_A) + rows.get(row, PACKETS_B);
    }

    private Observer observer(int row) {
        return observers.get(FragmentLayout.observer(rows.get(row, META)));
    }

    private List<ObserverCount> counts(int head) {
        int initiator = (rows.get(head, META) & INITIATOR_B) != 0 ? 1 : 0;
        if (rows.next(head) == RowPages.NONE) {
            return List.of(count(head, initiator));
        }
        List<ObserverCount> counts = new ArrayList<>(2);
        for (int row = head; row != RowPages.NONE; row = rows.next(row)) {
            counts.add(count(row, initiator));
        }
        counts.sort(Comparator.comparing(ObserverCount::observer));
        return List.copyOf(counts);
    }

    private ObserverCount count(int row, int initiator) {
        return new ObserverCount(
                observer(row),
                rows.get(row, PACKETS_A + initiator),
                rows.get(row, PACKETS_B - initiator),
                rows.get(row, BYTES_A) + rows.get(row, BYTES_B),
                first(row),
                Math.max(rows.get(row, LAST_A), rows.get(row, LAST_B)));
    }

    private boolean crossesGap(List<ObserverCount> counts) {
        for (CaptureGap gap : gaps) {
            for (ObserverCount count : counts) {
                if (count.observer().equals(gap.observer())
                        && count.firstNanos() <= gap.endNanos()
                        && count.lastNanos() >= gap.startNanos()) {
                    return true;
                }
            }
        }
        return false;
    }
}
