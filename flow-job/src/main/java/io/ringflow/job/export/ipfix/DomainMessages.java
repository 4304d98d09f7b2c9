package io.ringflow.job.export.ipfix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Packs the records of one observation domain into messages and sends them. A template is sent
 * before its first record, and over UDP again before the first record after some time and messages,
 * for collectors that were started since or have lost it. Not thread-safe.
 */
final class DomainMessages {

    private static final long SECOND = 1000;

    /** After so many messages, templates are sent again over UDP. */
    static final int REFRESH_MESSAGES = 1000;

    private final int domain;
    private final DomainCounts counts;
    private final Link link;
    private final Message message;
    private final BitSet announced = new BitSet();
    private final SystemUptime uptime = new SystemUptime();
    private long announcedMillis = Long.MIN_VALUE;
    private int messagesSince;
    private int dataRecords;
    private int flowRecords;
    private long newestMillis = Long.MIN_VALUE;

    /**
     * What the domains of a delivery share.
     *
     * @param settings the collector's settings
     * @param transport where messages are sent
     * @param clock the time now
     * @param live true if the packets are of now, so that the clock of NetFlow v9 is, too
     */
    record Link(CollectorSettings settings, Transport transport, WallClock clock, boolean live) {

        boolean netFlow9() {
            return settings.protocol() == CollectorProtocol.NETFLOW9;
        }
    }

    /** The time now in milliseconds since the epoch. */
    @FunctionalInterface
    interface WallClock {
        long millis();
    }

    DomainMessages(int domain, DomainCounts counts, Link link) {
        this.domain = domain;
        this.counts = counts;
        this.link = link;
        this.message = new Message(link.settings().protocol(), link.transport().messageLimit());
    }

    /** Adds the record of a flow; sends a message if it is full. */
    void add(FramedRecords record, FlowTemplates templates) throws IOException {
        if (link.netFlow9()) {
            setTimes(record);
        }
        int template = record.template();
        makeRoom(template, record.length());
        if (!announced.get(template)) {
            int set = link.settings().protocol().templateSet();
            announce(template, set, templates.definition(template), record.length());
        }
        if (link.netFlow9()) {
            newestMillis = Math.max(newestMillis, record.lastMillis());
        }
        message.add(template, record.bytes(), record.offset(), record.length());
        dataRecords++;
        flowRecords++;
    }

    /** Adds a record of options, such as statistics. */
    void addOptions(OptionsTemplate template, byte[] record) throws IOException {
        CollectorProtocol protocol = link.settings().protocol();
        makeRoom(template.id(), record.length);
        if (!announced.get(template.id())) {
            byte[] definition = template.definition(protocol);
            announce(template.id(), protocol.optionsTemplateSet(), definition, record.length);
        }
        message.add(template.id(), record, 0, record.length);
        dataRecords++;
    }

    private void setTimes(FramedRecords record) throws IOException {
        if (!uptime.covers(record.firstMillis()) || !uptime.covers(record.lastMillis())) {
            flush(); // all times of a message are relative to the same one
            uptime.startBefore(record.firstMillis(), record.lastMillis());
        }
        record.setUptimes(uptime.at(record.firstMillis()), uptime.at(record.lastMillis()));
    }

    private void makeRoom(int set, int bytes) throws IOException {
        if (!message.fits(bytes, message.isOpen(set) ? 0 : 1)) {
            flush();
        }
        if (message.isEmpty() && !link.transport().reliable()) {
            long interval = link.settings().templateInterval().toMillis();
            boolean old = link.clock().millis() - announcedMillis >= interval;
            if (announcedMillis == Long.MIN_VALUE || old || messagesSince >= REFRESH_MESSAGES) {
                announced.clear();
                announcedMillis = link.clock().millis();
                messagesSince = 0;
            }
        }
    }

    private void announce(int template, int set, byte[] definition, int recordBytes)
            throws IOException {
        if (!message.fits(definition.length + recordBytes, 2)) {
            flush();
        }
        message.add(set, definition, 0, definition.length);
        announced.set(template);
        if (!message.fits(recordBytes, 1)) {
            flush();
        }
    }

    /** Sends what has been added. */
    void flush() throws IOException {
        if (message.isEmpty()) {
            return;
        }
        int records = message.records();
        ByteBuffer bytes = message.finish();
        int length = bytes.remaining();
        if (link.netFlow9()) {
            writeNetFlow9Header(bytes, records);
        } else {
            writeIpfixHeader(bytes);
        }
        link.transport().send(bytes);
        counts.sequence += link.netFlow9() ? 1 : dataRecords;
        counts.messages++;
        counts.flowRecords += flowRecords;
        counts.octets += length;
        messagesSince++;
        dataRecords = 0;
        flowRecords = 0;
        newestMillis = Long.MIN_VALUE;
        message.clear();
    }

    /** RFC 7011, 3.1: the sequence number counts the data records sent before this message. */
    private void writeIpfixHeader(ByteBuffer bytes) {
        bytes.putShort(0, (short) link.settings().protocol().version());
        bytes.putShort(2, (short) bytes.remaining());
        bytes.putInt(4, (int) (link.clock().millis() / SECOND));
        bytes.putInt(8, (int) counts.sequence);
        bytes.putInt(12, domain);
    }

    /**
     * RFC 3954, 5.1: the sequence number counts messages. Collectors subtract the uptime from the
     * seconds to get the time of which the flows' times count, so both stand for the same moment.
     */
    private void writeNetFlow9Header(ByteBuffer bytes, int records) {
        long now = uptime.nearest(link.clock().millis());
        boolean ofNow = link.live() || newestMillis == Long.MIN_VALUE;
        long moment = ofNow ? Math.max(now, newestMillis) : newestMillis;
        long seconds = Math.ceilDiv(moment, SECOND);
        bytes.putShort(0, (short) link.settings().protocol().version());
        bytes.putShort(2, (short) records);
        bytes.putInt(4, uptime.at(seconds * SECOND));
        bytes.putInt(8, (int) seconds);
        bytes.putInt(12, (int) counts.sequence);
        bytes.putInt(16, domain);
    }
}
