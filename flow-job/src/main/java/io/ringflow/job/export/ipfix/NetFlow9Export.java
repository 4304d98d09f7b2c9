package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;

/** Exports flows to a NetFlow v9 collector (RFC 3954), one record for each direction. */
public final class NetFlow9Export implements ExportType {

    /** The only transport of NetFlow. */
    private enum Transports {
        UDP
    }

    /** Creates the type, for {@link java.util.ServiceLoader}. */
    public NetFlow9Export() {}

    @Override
    public String name() {
        return "netflow9";
    }

    @Override
    public ExportTarget read(ExportOptions options) {
        CollectorOptions common = new CollectorOptions(options);
        options.word("transport", Transports.class, Transports.UDP);
        return new CollectorTarget(
                new CollectorSettings(
                        CollectorProtocol.NETFLOW9,
                        common.collector(),
                        CollectorTransport.UDP,
                        TlsFiles.NONE,
                        false,
                        FlowTimes.MILLISECONDS,
                        common.templateInterval(),
                        common.mtu(),
                        common.observationDomainId()));
    }
}
