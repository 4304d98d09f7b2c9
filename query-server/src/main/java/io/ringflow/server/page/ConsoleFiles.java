package io.ringflow.server.page;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.server.encoding.FixedBody;
import io.ringflow.server.problem.ProblemHandlers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the web console: {@code GET /}, the page itself, and everything that it loads, under
 * {@value #PREFIX}. They come from the class path and contain nothing about the traffic, so the
 * files are served without a token, and the page itself asks for one. Thread-safe.
 */
public final class ConsoleFiles {

    /** The path of the page. */
    public static final String PAGE = "/";

    /** The start of the paths of everything that the page loads. */
    public static final String PREFIX = "/console/";

    /** The files' paths as Helidon's routing writes them. */
    public static final String FILES = PREFIX + "{+file}";

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9-]+/)*[A-Za-z0-9-]+(\\.[A-Za-z0-9]+)+");

    private static final Map<String, String> CONTENT_TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");

    /** Only what this server serves; no inline scripts or styles, no eval, no frames, no forms. */
    private static final Header CONTENT_SECURITY_POLICY =
            HeaderValues.createCached(
                    HeaderNames.create("Content-Security-Policy"),
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'");

    /** The URL of the page may contain addresses and names. */
    private static final Header NO_REFERRER =
            HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

    private final Map<String, String> libraries =
            Map.of(
                    "lib/lit-html/",
                    "META-INF/resources/_static/lit-html/" + version("org.mvnpm", "lit-html") + '/',
                    "lib/uplot/",
                    "META-INF/resources/webjars/uplot/"
                            + version("org.webjars.npm", "uplot")
                            + "/dist/");

    /** Only files that exist, so that its size is bounded. */
    private final Map<String, FixedBody> files = new ConcurrentHashMap<>();

    /** Whether a path is that of a file which the page loads. */
    public static boolean isFile(String path) {
        return path.startsWith(PREFIX) && NAME.matcher(path.substring(PREFIX.length())).matches();
    }

    /** Answers a request for the page. */
    public void page(ServerRequest request, ServerResponse response) {
        send("index.html", request, response);
    }

    /** Answers a request for a file that the page loads. */
    public void file(ServerRequest request, ServerResponse response) throws Exception {
        String path = request.path().path();
        String name = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
        if (find(name).isPresent()) {
            send(name, request, response);
        } else {
            ProblemHandlers.notFound().handle(request, response);
        }
    }

    private void send(String name, ServerRequest request, ServerResponse response) {
        response.header(CONTENT_SECURITY_POLICY).header(NO_REFERRER);
        find(name).orElseThrow().send(request, response);
    }

    private Optional<FixedBody> find(String name) {
        FixedBody known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Optional<FixedBody> found = read(resource(name)).map(body -> new FixedBody(body, type));
        found.ifPresent(body -> files.put(name, body));
        return found;
    }

    /** The path of a file's class path resource. */
    private String resource(String name) {
        return libraries.entrySet().stream()
                .filter(library -> name.startsWith(library.getKey()))
                .map(library -> library.getValue() + name.substring(library.getKey().length()))
                .findFirst()
                .orElse("io/ringflow/server/console/" + name);
    }

    /** The version of a web jar, which is part of its files' paths. */
    private static String version(String group, String artifact) {
        String properties = "META-INF/maven/" + group + '/' + artifact + "/pom.properties";
        try (InputStream in = open(properties)) {
            if (in == null) {
                throw new IllegalStateException(
                        properties + " is missing: the class path has no jar of " + artifact);
            }
            Properties values = new Properties();
            values.load(in);
            return values.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(properties + " can't be read from the class path", e);
        }
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream in = open(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read from the class path", e);
        }
    }

    private static InputStream open(String resource) {
        return ConsoleFiles.class.getClassLoader().getResourceAsStream(resource);
    }
}
