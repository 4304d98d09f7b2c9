package io.ringflow.server.encoding;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A body that does not change while the server runs, with a validator, so that clients can cache it
 * and revalidate (RFC 9110, section 13). The validator is weak, because the compressed form has the
 * same one. Immutable.
 */
public final class FixedBody {

    private static final int TAG_BYTES = 12;

    private static final Header REVALIDATE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");

    private final byte[] body;
    private final byte[] compressed;
    private final Header contentType;
    private final String validator;

    /** A body, which is not copied, with its content type. */
    public FixedBody(byte[] body, String contentType) {
        this.body = body;
        this.compressed = compress(body);
        this.contentType = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, contentType);
        this.validator = "W/\"" + HexFormat.of().formatHex(digest(body), 0, TAG_BYTES) + '"';
    }

    private static byte[] compress(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return out.toByteArray();
    }

    private static byte[] digest(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Answers with the body, or with 304 if the client has it. */
    public void send(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ETAG, validator).header(REVALIDATE);
        response.headers().add(HeaderNames.VARY, "Accept-Encoding");
        if (isKnown(request)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else if (Compression.accepted(request.headers())) {
            response.header(contentType).header(Compression.GZIP).send(compressed);
        } else {
            response.header(contentType).send(body);
        }
    }

    /** Compares validators weakly, as If-None-Match requires: only their opaque parts count. */
    private boolean isKnown(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.IF_NONE_MATCH)) {
            return false;
        }
        List<String> given = request.headers().get(HeaderNames.IF_NONE_MATCH).allValues(true);
        String opaque = validator.substring("W/".length());
        return given.stream()
                .map(tag -> tag.startsWith("W/") ? tag.substring("W/".length()) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(opaque));
    }
}
