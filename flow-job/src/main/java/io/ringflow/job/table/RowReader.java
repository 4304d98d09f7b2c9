package io.ringflow.job.table;

import io.ringflow.capture.packet.Details;
import io.ringflow.model.DnsResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.IpAddress;
import io.ringflow.model.LabelKind;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes {@link Flow} objects from the rows of a flow table. Not thread-safe; the caller holds the
 * lock of the shard that the rows belong to.
 */
public final class RowReader {

    private final RowPages rows;
    private final Observers observers;
    private final List<CaptureGap> gaps;
    private final FlowRow head = new FlowRow();

    /** The row whose counters are the flow's own. */
    private final FlowRow own = new FlowRow();

    /** A further row of the chain. */
    private final FlowRow other = new FlowRow();

    private final Details details = new Details();

    /**
     * A reader of some rows.
     *
     * @param observers the observers that the rows name by number
     * @param gaps the capture losses that flows may cross
     */
    public RowReader(RowPages rows, Observers observers, List<CaptureGap> gaps) {
        this.rows = rows;
        this.observers = observers;
        this.gaps = gaps;
    }

    /**
     * The flow as it is now.
     *
     * @param headRow the first row of the flow's chain
     */
    public Flow read(int headRow, FlowEvent event) {
        head.wrap(rows, headRow);
        own.wrap(rows, FlowRow.ownCounters(rows, headRow, observers));
        List<ObserverCount> counts = counts(headRow);
        int src = head.initiator();
        int dst = 1 - src;
        int place = new DetailRows(rows).read(headRow, details);
        FlowLabels labels = labels(place);
        return new Flow(
                new FlowId(head.keyHash(), head.sequence()),
                event,
                address(src),
                address(dst),
                head.port(src),
                head.port(dst),
                head.protocol(),
                head.ipVersion(),
                head.vlanId(),
                tunnel(place),
                head.endReason(),
                own.side(src),
                own.side(dst),
                own.minPacketBytes(),
                own.maxPacketBytes(),
                own.squaredPacketBytes(),
                rttNanos(headRow),
                own.zeroWindows(),
                head.icmpType(),
                head.icmpCode(),
                head.dscp(),
                head.initiatorRule(),
                labels,
                names(place, src, labels),
                response(place),
                counts,
                !gaps.isEmpty() && crossesGap(counts),
                head.isContinued());
    }

    private IpAddress address(int side) {
        return new IpAddress(head.addressHigh(side), head.addressLow(side));
    }

    private Tunnel tunnel(int place) {
        if (place == Details.NONE) {
            return Tunnel.NONE;
        }
        long[] words = details.words;
        TunnelType type = TunnelType.of(Details.tunnelType(words, place));
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
                label(place, LabelKind.TLS_SNI),
                label(place, LabelKind.TLS_ALPN),
                label(place, LabelKind.ECH),
                label(place, LabelKind.JA4),
                label(place, LabelKind.DNS_QUERY),
                label(place, LabelKind.HTTP_HOST));
    }

    private String label(int place, LabelKind kind) {
        return Details.label(details.words, place, kind);
    }

    private FlowNames names(int place, int src, FlowLabels labels) {
        if (place == Details.NONE) {
            return FlowNames.NONE;
        }
        String a = label(place, LabelKind.NAME_A);
        String b = label(place, LabelKind.NAME_B);
        return NameChoice.of(src == 0 ? a : b, src == 0 ? b : a, labels, head.protocol());
    }

    private DnsResponse response(int place) {
        return place == Details.NONE
                ? DnsResponse.NONE
                : new DnsResponse(
                        Details.responseCode(details.words, place),
                        Details.responseNanos(details.words, place));
    }

    /** The handshake round trip measured by the observer that saw the flow's first packet first. */
    private long rttNanos(int headRow) {
        long rtt = head.rttNanos();
        long first = head.firstNanos();
        for (int row = rows.next(headRow); row != RowPages.NONE; row = rows.next(row)) {
            other.wrap(rows, row);
            if (other.rttNanos() != Details.NO_RTT
                    && (rtt == Details.NO_RTT || other.firstNanos() < first)) {
                rtt = other.rttNanos();
                first = other.firstNanos();
            }
        }
        return rtt;
    }

    private List<ObserverCount> counts(int headRow) {
        if (head.nextRow() == RowPages.NONE) {
            return List.of(count(head));
        }
        List<ObserverCount> counts = new ArrayList<>(2);
        for (int row = headRow; row != RowPages.NONE; row = rows.next(row)) {
            counts.add(count(other.wrap(rows, row)));
        }
        counts.sort(Comparator.comparing(ObserverCount::observer));
        return List.copyOf(counts);
    }

    private ObserverCount count(FlowRow row) {
        int src = head.initiator();
        return new ObserverCount(
                observers.get(row.observer()),
                row.packets(src),
                row.packets(1 - src),
                row.bytes(),
                row.firstNanos(),
                row.lastNanos());
    }

    /**
     * Returns true if a gap of one of the flow's observers overlaps the time in which any of them
     * saw the flow.
     */
    private boolean crossesGap(List<ObserverCount> counts) {
        for (CaptureGap gap : gaps) {
            for (ObserverCount count : counts) {
                if (count.observer().equals(gap.observer()) && crosses(gap, count, counts.size())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Packets' times say when they were captured unless the host's clock was behind; then event
     * time, in which gaps are recorded, says how far. A flow of one observer is shifted by as much.
     */
    private boolean crosses(CaptureGap gap, ObserverCount count, int observers) {
        long lastActive = head.lastActiveNanos();
        long behind = observers == 1 ? Math.max(0, lastActive - count.lastNanos()) : 0;
        return overlaps(gap, count.firstNanos(), count.lastNanos())
                || overlaps(gap, count.firstNanos() + behind, lastActive);
    }

    private static boolean overlaps(CaptureGap gap, long firstNanos, long lastNanos) {
        return firstNanos <= gap.endNanos() && lastNanos >= gap.startNanos();
    }
}
