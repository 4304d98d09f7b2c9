package io.ringflow.server.browser;

import io.ringflow.model.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Chromium without a window, with a profile of its own. Closed by the test. Not thread-safe. */
public final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Path program) throws IOException {
        profile = Files.createTempDirectory("ringflow-chromium");
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-timer-throttling",
                                "--disable-backgrounding-occluded-windows",
                                "--disable-renderer-backgrounding",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("output").toFile())
                        .start();
        tools = new DevTools(endpoint());
    }

    /** The browser of this machine: the first of the usual names on the PATH; empty if none is. */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the installed browser. */
    public static Chromium start() {
        try {
            return new Chromium(installed().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException("Chromium does not start", e);
        }
    }

    /** Opens an empty tab. */
    public Tab tab() {
        return new Tab(tools, false);
    }

    /** Opens an empty tab that shares nothing with others and leaves nothing behind. */
    public Tab incognitoTab() {
        return new Tab(tools, true);
    }

    /** The address of the DevTools, which the browser writes to its profile once it listens. */
    private URI endpoint() {
        Path file = profile.resolve("DevToolsActivePort");
        List<String> lines =
                Waiting.untilPresent(
                        () -> "the DevTools of Chromium",
                        () -> {
                            List<String> read = lines(file);
                            return read.size() < 2 ? Optional.empty() : Optional.of(read);
                        });
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tools.close();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(profile);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one)).forEach(Chromium::deleteQuietly);
        } catch (IOException | UncheckedIOException e) {
            deleteQuietly(folder); // its last processes may still write there
        }
    }

    private static void deleteQuietly(Path file) {
        boolean deleted = file.toFile().delete();
        if (!deleted) {
            file.toFile().deleteOnExit();
        }
    }
}
