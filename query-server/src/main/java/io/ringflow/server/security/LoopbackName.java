package io.ringflow.server.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Recognises the names that always mean this machine. Names are never looked up, because an
 * attacker may control the name server's answer (DNS rebinding).
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

    /** Whether the name is {@code localhost}, {@code 127.x.y.z}, {@code ::1} or {@code [::1]}. */
    public static boolean isLoopback(String host) {
        return NAME.matcher(host).matches() && host.startsWith("[") == host.endsWith("]");
    }

    /** Whether the value of a {@code Host} header, with or without port, is a loopback name. */
    static boolean isLoopbackAuthority(String authority) {
        var parts = AUTHORITY.matcher(authority);
        return parts.matches() && isLoopback(parts.group("host"));
    }

    /** Whether the value of an {@code Origin} header is a web origin with a loopback name. */
    static boolean isLoopbackOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web
                    && uri.getRawAuthority() != null
                    && isLoopbackAuthority(uri.getRawAuthority());
        } catch (URISyntaxException e) {
            return false; // not a valid origin; "null" is a valid URI without an authority
        }
    }
}
