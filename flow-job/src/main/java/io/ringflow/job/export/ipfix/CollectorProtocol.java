package io.ringflow.job.export.ipfix;

/** What collectors understand. */
enum CollectorProtocol {
    /** RFC 7011. */
    IPFIX("IPFIX", 10, 16, 2, 3),
    /** RFC 3954. */
    NETFLOW9("NetFlow v9", 9, 20, 0, 1);

    private final String label;
    private final int version;
    private final int headerBytes;
    private final int templateSet;
    private final int optionsTemplateSet;

    CollectorProtocol(
            String label, int version, int headerBytes, int templateSet, int optionsTemplateSet) {
        this.label = label;
        this.version = version;
        this.headerBytes = headerBytes;
        this.templateSet = templateSet;
        this.optionsTemplateSet = optionsTemplateSet;
    }

    /** The name for people. */
    String label() {
        return label;
    }

    /** The version in a message's header. */
    int version() {
        return version;
    }

    /** Length of a message's header. */
    int headerBytes() {
        return headerBytes;
    }

    /** Id of sets of templates. */
    int templateSet() {
        return templateSet;
    }

    /** Id of sets of options templates. */
    int optionsTemplateSet() {
        return optionsTemplateSet;
    }
}
