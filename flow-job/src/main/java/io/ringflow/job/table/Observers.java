package io.ringflow.job.table;

import io.ringflow.model.Observer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The observers of a shard's flows, by the numbers that rows have for them. A number never changes
 * its observer. Immutable.
 */
public final class Observers {

    /** No observers. */
    public static final Observers NONE = new Observers(List.of());

    private final List<Observer> list;
    private final int[] ranks;
    private final int[] hosts;
    private final boolean severalHosts;

    private Observers(List<Observer> list) {
        this.list = list;
        List<Observer> sorted = list.stream().sorted().toList();
        this.ranks = list.stream().mapToInt(sorted::indexOf).toArray();
        List<String> names = list.stream().map(Observer::host).toList();
        this.hosts = names.stream().mapToInt(names::indexOf).toArray();
        this.severalHosts = IntStream.of(hosts).anyMatch(host -> host != 0);
    }

    /** Observers in the order of their numbers. */
    public static Observers of(List<Observer> observers) {
        return new Observers(List.copyOf(observers));
    }

    /** These observers and one more, which gets the next number. */
    public Observers with(Observer added) {
        return new Observers(Stream.concat(list.stream(), Stream.of(added)).toList());
    }

    /** The observers in the order of their numbers. */
    public List<Observer> list() {
        return list;
    }

    public int count() {
        return list.size();
    }

    /** The observer with a number. */
    public Observer get(int number) {
        return list.get(number);
    }

    /** The number of an observer, or -1 if it has none. */
    public int numberOf(Observer observer) {
        return list.indexOf(observer);
    }

    /** The place of an observer among all, sorted by name. */
    public int rank(int number) {
        return ranks[number];
    }

    /** The number of an observer's host: that of the first observer on the same host. */
    public int host(int number) {
        return hosts[number];
    }

    /** Returns true if the observers are on more than one host. */
    public boolean severalHosts() {
        return severalHosts;
    }
}
