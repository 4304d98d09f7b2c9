package io.ringflow.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a running server the questions of the query benchmark over REST, and prints how long the
 * answers took and what asking cost the capture.
 *
 * <p>Usage: {@code QueryLoad URL FLOWS}; it waits until the server knows this number of flows.
 */
public final class QueryLoad {

    private static final int REQUESTS = 1000;
    private static final int CLIENTS = 10;
    private static final long SPAN_MILLIS = 20_000;
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{24})\"");

    private final String url;
    private List<String> ids = List.of();

    private record Question(String name, Supplier<String> path) {}

    private QueryLoad(String url) {
        this.url = url;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        QueryLoad load = new QueryLoad(arguments[0]);
        load.waitFor(Long.parseLong(arguments[1]));
        load.run();
    }

    private void waitFor(long flows) throws Exception {
        while (number("activeFlows", statistics()) < flows) {
            Thread.sleep(1000);
        }
        Matcher matcher = ID.matcher(get("/api/v1/flows?limit=5000&fields=id&sort=firstSeen"));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        ids = List.copyOf(found);
    }

    private List<Question> questions() {
        return List.of(
                new Question("nothing (/health/live)", () -> "/health/live"),
                new Question("one flow", () -> "/api/v1/flows/" + any(ids)),
                new Question(
                        "one address",
                        () -> flows("addr = 10.0." + below(250) + "." + below(250), 100)),
                new Question(
                        "one subnet and port",
                        () -> flows("addr = 10.2.0.0/16 AND port = 443", 20)),
                new Question("all flows, top 100 by bytes", () -> flows("bytes > 0", 100)),
                new Question(
                        "top 10 destinations of all flows",
                        () -> "/api/v1/top?by=dstAddr&window=all&limit=10"));
    }

    private void run() throws Exception {
        for (int warm = 0; warm < 3; warm++) {
            for (Question question : questions()) {
                measure(question, 50);
            }
        }
        double[] quiet = ingest();
        System.out.printf(
                "ingest, nobody asks: %.0f packets/s, %.1f s behind%n", quiet[0], quiet[1]);
        System.out.println("question\tp50 ms\tp99 ms\tmax ms");
        for (Question question : questions()) {
            report(question.name(), measure(question, REQUESTS));
        }
        ten(quiet);
    }

    private void ten(double[] quiet) throws Exception {
        List<Question> questions = questions().subList(1, questions().size());
        List<List<Long>> times = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            List<Long> clientTimes = new ArrayList<>();
            times.add(clientTimes);
            Question question = questions.get(i % questions.size());
            clients.add(Thread.ofPlatform().start(() -> askOn(question, clientTimes)));
        }
        double[] busy = ingest();
        for (Thread client : clients) {
            client.interrupt();
            client.join();
        }
        System.out.printf(
                "ingest, ten clients ask: %.0f packets/s (%.1f %% of quiet), %.1f s behind%n",
                busy[0], 100 * busy[0] / quiet[0], busy[1]);
        for (int i = 0; i < questions.size(); i++) {
            List<Long> both = new ArrayList<>(times.get(i));
            both.addAll(times.get(i + questions.size()));
            report(
                    "  " + questions.get(i).name() + ", among ten",
                    both.stream().mapToLong(t -> t).toArray());
        }
    }

    private void askOn(Question question, List<Long> times) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                times.add(time(question));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packets folded per second, and how far the watermark is behind the clock at the end. */
    private double[] ingest() throws Exception {
        String before = statistics();
        Thread.sleep(SPAN_MILLIS);
        String after = statistics();
        Instant from = watermark(before);
        Instant to = watermark(after);
        double seconds = (to.toEpochMilli() - from.toEpochMilli()) / 1e3;
        double rate = (number("packets", after) - number("packets", before)) / SPAN_MILLIS * 1e3;
        double lag = (System.currentTimeMillis() - to.toEpochMilli()) / 1e3;
        System.out.printf("  event time advanced %.1f s in %d ms%n", seconds, SPAN_MILLIS);
        return new double[] {rate, lag};
    }

    private long[] measure(Question question, int times) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            nanos[i] = time(question);
        }
        return nanos;
    }

    private long time(Question question) throws IOException {
        String path = question.path().get();
        long start = System.nanoTime();
        get(path);
        return System.nanoTime() - start;
    }

    private static void report(String name, long[] nanos) {
        Arrays.sort(nanos);
        if (nanos.length > 0) {
            System.out.printf(
                    "%s\t%.2f\t%.2f\t%.2f\t(%d)%n",
                    name,
                    nanos[nanos.length / 2] / 1e6,
                    nanos[nanos.length * 99 / 100] / 1e6,
                    nanos[nanos.length - 1] / 1e6,
                    nanos.length);
        }
    }

    private static String flows(String filter, int limit) {
        return "/api/v1/flows?limit="
                + limit
                + "&filter="
                + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    private static int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static String any(List<String> texts) {
        return texts.get(below(texts.size()));
    }

    private String statistics() throws IOException {
        return get("/api/v1/statistics");
    }

    private static double number(String name, String json) {
        Matcher matcher = Pattern.compile('"' + name + "\":([0-9.eE+-]+)").matcher(json);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private static Instant watermark(String json) {
        Matcher matcher = Pattern.compile("\"watermark\":\"([^\"]+)\"").matcher(json);
        return matcher.find() ? Instant.parse(matcher.group(1)) : Instant.EPOCH;
    }

    /** A kept connection without any other threads, so that the client costs little. */
    private String get(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        if (connection.getResponseCode() != 200) {
            throw new IOException(path + ": " + connection.getResponseCode());
        }
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
