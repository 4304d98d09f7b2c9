package io.ringflow.capture.split;

/**
 * One reader's share of a live interface. It has no position, because packets can't be read again.
 *
 * @param host the host's name
 * @param interfaceName the interface's name
 * @param member this reader's index in the fanout group
 * @param members number of readers that share the interface; a single one needs no fanout
 */
public record LiveSplit(String host, String interfaceName, int member, int members)
        implements CaptureSplit {

    @Override
    public String splitId() {
        return host + "/" + interfaceName + "/" + member;
    }
}
