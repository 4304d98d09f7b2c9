package io.ringflow.rpc.wire;

import com.google.protobuf.ByteString;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.BitSet;

/**
 * Parts of a job's state, as greetings name them. Immutable, thread-safe.
 *
 * @param shards shards with their flows; must not be changed
 * @param captures key groups of capture totals; must not be changed
 * @param rollups partitions of the rollups; must not be changed
 */
public record StateParts(BitSet shards, BitSet captures, BitSet rollups) {

    /** No part. */
    public static final StateParts NONE = new StateParts(new BitSet(), new BitSet(), new BitSet());

    /** Returns true if there is no part. */
    public boolean isEmpty() {
        return shards.isEmpty() && captures.isEmpty() && rollups.isEmpty();
    }

    /** Returns true if these are all of the other parts, and maybe more. */
    public boolean contain(StateParts others) {
        return others.without(this).isEmpty();
    }

    /** These parts and others. */
    public StateParts with(StateParts others) {
        return new StateParts(
                or(shards, others.shards),
                or(captures, others.captures),
                or(rollups, others.rollups));
    }

    /** These parts but for others. */
    public StateParts without(StateParts others) {
        return new StateParts(
                andNot(shards, others.shards),
                andNot(captures, others.captures),
                andNot(rollups, others.rollups));
    }

    private static BitSet or(BitSet some, BitSet others) {
        BitSet all = (BitSet) some.clone();
        all.or(others);
        return all;
    }

    private static BitSet andNot(BitSet some, BitSet others) {
        BitSet rest = (BitSet) some.clone();
        rest.andNot(others);
        return rest;
    }

    /** The parts as a message. */
    public Wire.StateParts toWire() {
        return Wire.StateParts.newBuilder()
                .setShards(ByteString.copyFrom(shards.toByteArray()))
                .setCaptures(ByteString.copyFrom(captures.toByteArray()))
                .setRollups(ByteString.copyFrom(rollups.toByteArray()))
                .build();
    }

    /** The parts of a message. */
    public static StateParts from(Wire.StateParts message) {
        return new StateParts(
                BitSet.valueOf(message.getShards().toByteArray()),
                BitSet.valueOf(message.getCaptures().toByteArray()),
                BitSet.valueOf(message.getRollups().toByteArray()));
    }
}
