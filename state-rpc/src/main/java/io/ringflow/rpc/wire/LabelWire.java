package io.ringflow.rpc.wire;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.NameSource;
import io.ringflow.rpc.wire.v1.Wire;

/** Converts the labels and names of a flow, which most flows don't have, and the DNS response. */
final class LabelWire {

    private static final EnumWords<NameSource> SOURCES =
            new EnumWords<>("a source of names", NameSource.values(), NameSource::text);

    private LabelWire() {}

    /** Adds what a flow has of them to its message. */
    static void write(Flow flow, Wire.Flow.Builder message) {
        FlowLabels labels = flow.labels();
        if (!labels.equals(FlowLabels.NONE)) {
            message.setLabels(
                    Wire.FlowLabels.newBuilder()
                            .setTlsSni(labels.tlsSni())
                            .setTlsAlpn(labels.tlsAlpn())
                            .setEch(labels.ech())
                            .setJa4(labels.ja4())
                            .setDnsQuery(labels.dnsQuery())
                            .setHttpHost(labels.httpHost()));
        }
        FlowNames names = flow.names();
        if (!names.equals(FlowNames.NONE)) {
            message.setNames(
                    Wire.FlowNames.newBuilder()
                            .setSrc(names.src())
                            .setDst(names.dst())
                            .setSource(names.source().text()));
        }
        if (!flow.dns().equals(DnsResponse.NONE)) {
            message.setDns(of(flow.dns()));
        }
    }

    private static Wire.DnsResponse of(DnsResponse response) {
        Wire.DnsResponse.Builder message = Wire.DnsResponse.newBuilder();
        if (response.code() != -1) {
            message.setCode(response.code());
        }
        if (response.latencyNanos() != -1) {
            message.setLatencyNanos(response.latencyNanos());
        }
        return message.build();
    }

    static FlowLabels labels(Wire.FlowLabels message) {
        return new FlowLabels(
                message.getTlsSni(),
                message.getTlsAlpn(),
                message.getEch(),
                message.getJa4(),
                message.getDnsQuery(),
                message.getHttpHost());
    }

    static FlowNames names(Wire.FlowNames message) {
        return new FlowNames(
                message.getSrc(), message.getDst(), SOURCES.named(message.getSource()));
    }

    static DnsResponse dns(Wire.DnsResponse message) {
        return new DnsResponse(
                message.hasCode() ? message.getCode() : -1,
                message.hasLatencyNanos() ? message.getLatencyNanos() : -1);
    }
}
