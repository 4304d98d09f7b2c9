package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;

/** Exports flows to an IPFIX collector (RFC 7011). */
public final class IpfixExport implements ExportType {

    /** Creates the type, for {@link java.util.ServiceLoader}. */
    public IpfixExport() {}

    @Override
    public String name() {
        return "ipfix";
    }

    @Override
    public ExportTarget read(ExportOptions options) {
        CollectorOptions common = new CollectorOptions(options);
        CollectorTransport transport =
                options.word("transport", CollectorTransport.class, CollectorTransport.UDP);
        return new CollectorTarget(
                new CollectorSettings(
                        CollectorProtocol.IPFIX,
                        common.collector(),
                        transport,
                        common.tls(transport),
                        options.flag("biflow", true),
                        options.word("times", FlowTimes.class, FlowTimes.BOTH),
                        common.templateInterval(),
                        common.mtu(),
                        common.observationDomainId()));
    }
}
