package io.ringflow.server.log;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id that an answer and its line in the request log share: {@code X-Request-Id}. */
public final class RequestId {

    private static final HeaderName NAME = HeaderNames.create("X-Request-Id");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,64}");

    private RequestId() {}

    /** The header for an answer: the client's id if it is a plain word, else a random one. */
    public static Header of(Headers request) {
        if (request.contains(NAME)) {
            String given = request.get(NAME).get();
            if (PLAIN.matcher(given).matches()) {
                return HeaderValues.create(NAME, given);
            }
        }
        return HeaderValues.create(
                NAME, String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong()));
    }
}
