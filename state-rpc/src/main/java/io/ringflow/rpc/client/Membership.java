package io.ringflow.rpc.client;

import io.ringflow.model.thread.ServiceLoop;
import io.ringflow.rpc.discovery.Discovery;
import io.ringflow.rpc.discovery.Discovery.Places;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.wire.StateParts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps track of the processes that answer for the job: periodically asks the discovery for
 * endpoints and greets each of them. Works in a thread of its own; any thread may read the result.
 */
final class Membership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /**
     * The processes that answer.
     *
     * @param processes without duplicates
     * @param problems why others don't answer, in sentences
     */
    record Members(List<StateProcess> processes, List<String> problems) {
        Members {
            processes = List.copyOf(processes);
            problems = List.copyOf(problems);
        }
    }

    /** Greetings at a time. Most of them wait for a port on which nothing listens. */
    private static final int MAX_GREETINGS = 32;

    /** How often ports are tried at which nothing listened, on hosts where a process answers. */
    private static final Duration EVERYWHERE = Duration.ofMinutes(1);

    /** Longer than an interrupted greeting can take. */
    private static final Duration CLOSE_WAIT = Duration.ofMinutes(1);

    /**
     * Platform threads, because the first greetings initialise gRPC's classes. A virtual thread
     * that waits for a lock within a class initialiser, such as the log's lock, pins its carrier;
     * when all carriers are pinned, the lock's owner never runs.
     */
    private static final ThreadFactory GREETERS =
            Thread.ofPlatform().daemon().name("ringflow-greeter-", 0).factory();

    private final Discovery discovery;
    private final Duration refresh;
    private final Greeter greeter;
    private final Semaphore refreshRequests = new Semaphore(0);
    private final ServiceLoop loop;
    private final AtomicBoolean lacksSomething = new AtomicBoolean(true);
    private long lookedEverywhereNanos;
    private final Map<Endpoint, Greeter.Contact> contacts = new HashMap<>();
    private Places places = new Places("", List.of());
    private volatile Members members = new Members(List.of(), List.of("no process was asked yet"));

    /** Looks for processes once in the caller's thread, then starts a thread of its own. */
    Membership(StateClientSettings settings) {
        this.discovery = settings.discovery();
        this.refresh = settings.refresh();
        this.greeter = new Greeter(new Channels(settings));
        refresh();
        this.loop = ServiceLoop.start("ringflow-members", this::follow);
    }

    /** The processes that answered the last greeting. */
    Members now() {
        return members;
    }

    /** Says that an answer lacked something: it may be at a port where nothing listened. */
    void lackSomething() {
        lacksSomething.set(true);
    }

    /** Requests an immediate refresh; does not wait for it. */
    void lookAgain() {
        lackSomething();
        if (refreshRequests.availablePermits() == 0) {
            refreshRequests.release();
        }
    }

    private void follow() throws InterruptedException {
        var unused = refreshRequests.tryAcquire(refresh.toMillis(), TimeUnit.MILLISECONDS);
        try {
            refresh();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            String problem = "looking for processes failed: " + e;
            members = new Members(members.processes(), List.of(problem));
            throw e;
        }
    }

    private void refresh() {
        List<String> problems = new ArrayList<>();
        try {
            places = discovery.places();
        } catch (IOException e) {
            // The endpoints of the last discovery may still answer.
            problems.add(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        forgetAllBut(places.endpoints());
        Map<Endpoint, Greeter.Contact> greeted = greetAll(promising(places.endpoints()));
        List<StateProcess> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        String job = places.job();
        for (Endpoint endpoint : places.endpoints()) {
            Greeter.Contact contact = greeted.getOrDefault(endpoint, Greeter.Contact.NONE);
            contact.problem().ifPresent(problems::add);
            if (contact.process().isEmpty()) {
                continue;
            }
            StateProcess process = contact.process().get();
            job = job.isEmpty() ? process.job() : job;
            if (process.job().equals(job) && ids.add(process.id())) {
                found.add(process);
            }
        }
        logChanges(found);
        members = new Members(found, problems);
    }

    /**
     * The endpoints at which something listened, and all of hosts where no process of the job is
     * known. Discovery names sixteen ports of each host, which would be many for many hosts. All of
     * them are tried after an answer that lacked something, and now and then.
     */
    private List<Endpoint> promising(List<Endpoint> endpoints) {
        long now = System.nanoTime();
        if (lacksSomething.getAndSet(false) || now - lookedEverywhereNanos > EVERYWHERE.toNanos()) {
            lookedEverywhereNanos = now;
            return endpoints;
        }
        Set<String> known = new HashSet<>();
        for (StateProcess process : members.processes()) {
            known.add(process.endpoint().host());
        }
        return endpoints.stream()
                .filter(
                        endpoint ->
                                !known.contains(endpoint.host())
                                        || !contacts.getOrDefault(endpoint, Greeter.Contact.NONE)
                                                .equals(Greeter.Contact.NONE))
                .toList();
    }

    private Map<Endpoint, Greeter.Contact> greetAll(List<Endpoint> endpoints) {
        Map<Endpoint, Future<Greeter.Contact>> calls = new HashMap<>();
        int threadCount = Math.clamp(endpoints.size(), 1, MAX_GREETINGS);
        try (ExecutorService threads = Executors.newFixedThreadPool(threadCount, GREETERS)) {
            for (Endpoint endpoint : Set.copyOf(endpoints)) {
                Greeter.Contact known = contacts.getOrDefault(endpoint, Greeter.Contact.NONE);
                StateParts elsewhere = runningElsewhere(known);
                calls.put(
                        endpoint, threads.submit(() -> greeter.greet(endpoint, known, elsewhere)));
            }
        }
        calls.forEach(
                (endpoint, call) -> {
                    try {
                        contacts.put(endpoint, call.get());
                    } catch (ExecutionException e) {
                        LOG.error("Asking {} failed; it is tried again", endpoint, e.getCause());
                        Greeter.Contact before = contacts.get(endpoint);
                        if (before != null) {
                            before.close();
                        }
                        contacts.put(
                                endpoint, Greeter.Contact.failed(endpoint + ": " + e.getCause()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        contacts.putIfAbsent(endpoint, Greeter.Contact.NONE);
                    }
                });
        return contacts;
    }

    /** What other processes have taken over that a process keeps; empty if it keeps nothing. */
    private StateParts runningElsewhere(Greeter.Contact contact) {
        StateParts elsewhere = StateParts.NONE;
        if (contact.process().isEmpty() || contact.process().get().kept().isEmpty()) {
            return elsewhere;
        }
        StateProcess keeper = contact.process().get();
        for (StateProcess process : members.processes()) {
            if (process.job().equals(keeper.job()) && !process.id().equals(keeper.id())) {
                elsewhere = elsewhere.with(process.running());
            }
        }
        return elsewhere;
    }

    private void forgetAllBut(List<Endpoint> endpoints) {
        Set<Endpoint> kept = Set.copyOf(endpoints);
        contacts.entrySet()
                .removeIf(
                        entry -> {
                            if (kept.contains(entry.getKey())) {
                                return false;
                            }
                            entry.getValue().close();
                            return true;
                        });
    }

    private void logChanges(List<StateProcess> found) {
        Set<String> before = describe(members.processes());
        Set<String> now = describe(found);
        now.stream()
                .filter(process -> !before.contains(process))
                .forEach(process -> LOG.info("{} answers", process));
        before.stream()
                .filter(process -> !now.contains(process))
                .forEach(process -> LOG.info("{} no longer answers", process));
    }

    private static Set<String> describe(List<StateProcess> processes) {
        Set<String> texts = new HashSet<>();
        for (StateProcess process : processes) {
            texts.add(
                    "Process "
                            + process.id()
                            + " at "
                            + process.endpoint()
                            + " with "
                            + process.part().shards().cardinality()
                            + " shards of job "
                            + process.job());
        }
        return texts;
    }

    /** Closes all connections. */
    @Override
    public void close() {
        loop.close();
        loop.awaitEnd(CLOSE_WAIT); // it may be about to change the contacts
        members = new Members(List.of(), List.of("closed"));
        forgetAllBut(List.of());
    }
}
