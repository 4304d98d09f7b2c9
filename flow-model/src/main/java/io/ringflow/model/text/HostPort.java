package io.ringflow.model.text;

/** Hosts in URLs and in front of ports: an IPv6 address stands in brackets (RFC 3986, 3.2.2). */
public final class HostPort {

    private HostPort() {}

    /** A host as URLs have it; an address that has its brackets already stays as it is. */
    public static String host(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host;
    }

    /** A host and a port, such as {@code [::1]:8080}. */
    public static String of(String host, int port) {
        return host(host) + ':' + port;
    }
}
