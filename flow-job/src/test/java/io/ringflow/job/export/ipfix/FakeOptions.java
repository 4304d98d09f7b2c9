package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.ExportOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings from a map, whose values have the types that are asked for. */
final class FakeOptions implements ExportOptions {

    final List<String> mistakes = new ArrayList<>();
    private final Map<String, Object> given;

    FakeOptions(Map<String, Object> given) {
        this.given = given;
    }

    @SuppressWarnings("unchecked") // the test gives the right type
    private <T> T get(String key, T otherwise) {
        return (T) given.getOrDefault(key, otherwise);
    }

    @Override
    public String text(String key, String meaning) {
        if (!given.containsKey(key)) {
            refuse(key, "must be " + meaning);
        }
        return get(key, "");
    }

    @Override
    public String text(String key, String meaning, String otherwise) {
        return get(key, otherwise);
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        return get(key, otherwise);
    }

    @Override
    public long number(String key, long least, long most, long otherwise) {
        return get(key, otherwise);
    }

    @Override
    public long bytes(String key, long least, long otherwise) {
        return get(key, otherwise);
    }

    @Override
    public Duration duration(String key, Duration least, Duration otherwise) {
        return get(key, otherwise);
    }

    @Override
    public <E extends Enum<E>> E word(String key, Class<E> words, E otherwise) {
        String word = get(key, otherwise.name());
        return Enum.valueOf(words, word.toUpperCase(Locale.ROOT));
    }

    @Override
    public Map<String, String> properties(String key) {
        return get(key, Map.of());
    }

    @Override
    public void refuse(String key, String message) {
        mistakes.add(key + ": " + message);
    }
}
