package io.ringflow.cli.query;

import io.ringflow.cli.terminal.CommandFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The address of a server.
 *
 * @param base scheme, host, port and path, without a slash at its end
 */
public record ServerAddress(String base) {

    /** The address of a server with default settings on this host. */
    public static final String DEFAULT = "http://127.0.0.1:8080";

    /**
     * Parses an address as users write it; the default scheme is {@code http}.
     *
     * @throws CommandFailure with exit status 2 if it is not an address
     */
    public static ServerAddress parse(String text) {
        String url = text.strip().replaceFirst("(?<![:/])/+$", "");
        String full = url.contains("://") ? url : "http://" + url;
        try {
            URI uri = new URI(full);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && uri.getHost() != null && uri.getQuery() == null && uri.getPort() <= 65_535) {
                return new ServerAddress(full);
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw CommandFailure.wrong(
                '"' + text + "\" is not the URL of a server; give one such as " + DEFAULT);
    }

    /** Returns true if connections are encrypted. */
    boolean usesTls() {
        return base.regionMatches(true, 0, "https:", 0, "https:".length());
    }

    /** Returns the URI of a path with query parameters, in their order. */
    URI uri(String path, Map<String, String> parameters) {
        String query =
                parameters.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
        return URI.create(base + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
