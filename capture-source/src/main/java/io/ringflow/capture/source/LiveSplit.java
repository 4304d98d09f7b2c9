package io.ringflow.capture.source;

/**
 * One reader's share of a live interface. It carries only its identity: packets can't be read
 * again.
 *
 * @param host the host's name
 * @param interfaceName the interface's name
 * @param member this reader's number in the fanout group, from 0
 * @param members how many readers share the interface; 1 needs no fanout
 */
public record LiveSplit(String host, String interfaceName, int member, int members)
        implements CaptureSplit {

    @Override
    public String splitId() {
        return host + "/" + interfaceName + "/" + member;
    }
}
