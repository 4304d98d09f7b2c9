package io.ringflow.server.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Which names mean this very machine and nothing else. No name is ever looked up: the answer of a
 * name server is what an attacker controls (DNS rebinding).
 */
public final class LoopbackName {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern NAME =
            Pattern.compile(
                    "localhost|127\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "|\\[?::1]?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[^\\]]*]|[^:]*)(:\\d{1,5})?");

    private LoopbackName() {}

    /** True for {@code localhost}, {@code 127.x.y.z}, {@code ::1} and {@code [::1]}. */
    public static boolean isLoopback(String host) {
        return NAME.matcher(host).matches() && host.startsWith("[") == host.endsWith("]");
    }

    /** True where a {@code Host} header's value, with or without a port, is a loopback name. */
    static boolean isLoopbackAuthority(String authority) {
        var parts = AUTHORITY.matcher(authority);
        return parts.matches() && isLoopback(parts.group("host"));
    }

    /** True where an {@code Origin} header's value is a page served by a loopback name. */
    static boolean isLoopbackOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web
                    && uri.getRawAuthority() != null
                    && isLoopbackAuthority(uri.getRawAuthority());
        } catch (URISyntaxException e) {
            return false; // "null" and the like parse; what does not is no origin of ours
        }
    }
}
