package io.ringflow.server.remote;

import io.ringflow.server.remote.Discovery.Places;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which processes answer for the job: once a second it asks the discovery where to look,
 * and greets whoever is there. One thread of its own; what it found may be read by any.
 */
final class Membership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /**
     * Who answers.
     *
     * @param processes each once
     * @param problems why others don't, in sentences
     */
    record Members(List<StateProcess> processes, List<String> problems) {
        Members {
            processes = List.copyOf(processes);
            problems = List.copyOf(problems);
        }
    }

    /** Greetings at a time; most wait for a port where nobody listens. */
    private static final int MOST_GREETINGS = 32;

    /**
     * The first greetings initialise gRPC's classes. Virtual threads that wait for a lock
     * meanwhile, such as that of the log, keep their carriers; with all of them kept, the lock's
     * owner never runs.
     */
    private static final ThreadFactory GREETERS =
            Thread.ofPlatform().daemon().name("ringflow-greeter-", 0).factory();

    private final Discovery discovery;
    private final Duration refresh;
    private final Greeter greeter;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;
    private final Map<Endpoint, Greeter.Contact> contacts = new HashMap<>();
    private Places places = new Places("", List.of());
    private volatile Members members = new Members(List.of(), List.of("nobody was asked yet"));
    private volatile boolean closed;

    /** Looks for the first time, and then goes on in a thread of its own. */
    Membership(ClusterSettings settings) {
        this.discovery = settings.discovery();
        this.refresh = settings.refresh();
        this.greeter = new Greeter(new Channels(settings));
        this.thread = Thread.ofPlatform().daemon().name("ringflow-members").unstarted(this::follow);
        refresh();
        thread.start();
    }

    /** Who answered when they were greeted last. */
    Members now() {
        return members;
    }

    /** Looks again at once, without waiting for what is found. */
    void lookAgain() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    private void follow() {
        while (!closed) {
            try {
                var unused = wanted.tryAcquire(refresh.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            refresh();
        }
    }

    private void refresh() {
        List<String> problems = new ArrayList<>();
        try {
            places = discovery.places();
        } catch (IOException e) {
            // Those that are known may answer all the same.
            problems.add(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        forgetAllBut(places.endpoints());
        Map<Endpoint, Greeter.Contact> greeted = greetAll(places.endpoints());
        List<StateProcess> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        String job = places.job();
        for (Endpoint endpoint : places.endpoints()) {
            Greeter.Contact contact = greeted.get(endpoint);
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
        tell(found);
        members = new Members(found, problems);
    }

    private Map<Endpoint, Greeter.Contact> greetAll(List<Endpoint> endpoints) {
        Map<Endpoint, Future<Greeter.Contact>> calls = new HashMap<>();
        int most = Math.clamp(endpoints.size(), 1, MOST_GREETINGS);
        try (ExecutorService threads = Executors.newFixedThreadPool(most, GREETERS)) {
            for (Endpoint endpoint : endpoints) {
                Greeter.Contact known = contacts.getOrDefault(endpoint, Greeter.Contact.NONE);
                calls.computeIfAbsent(
                        endpoint, each -> threads.submit(() -> greeter.greet(each, known)));
            }
        }
        calls.forEach(
                (endpoint, call) -> {
                    try {
                        contacts.put(endpoint, call.get());
                    } catch (ExecutionException e) {
                        throw new IllegalStateException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        contacts.putIfAbsent(endpoint, Greeter.Contact.NONE);
                    }
                });
        return contacts;
    }

    private void forgetAllBut(List<Endpoint> endpoints) {
        Set<Endpoint> wantedNow = Set.copyOf(endpoints);
        contacts.entrySet()
                .removeIf(
                        entry -> {
                            if (wantedNow.contains(entry.getKey())) {
                                return false;
                            }
                            entry.getValue().close();
                            return true;
                        });
    }

    private void tell(List<StateProcess> found) {
        Set<String> before = describe(members.processes());
        Set<String> now = describe(found);
        now.stream()
                .filter(each -> !before.contains(each))
                .forEach(each -> LOG.info("{} answers", each));
        before.stream()
                .filter(each -> !now.contains(each))
                .forEach(each -> LOG.info("{} answers no more", each));
    }

    private static Set<String> describe(List<StateProcess> processes) {
        Set<String> texts = new HashSet<>();
        for (StateProcess process : processes) {
            texts.add(
                    "process "
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
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        members = new Members(List.of(), List.of("closed"));
        forgetAllBut(List.of());
    }
}
