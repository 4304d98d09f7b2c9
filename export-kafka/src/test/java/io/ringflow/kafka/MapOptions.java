package io.ringflow.kafka;

import io.ringflow.job.export.ExportOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings from a map, which keeps the mistakes that are reported. */
final class MapOptions implements ExportOptions {

    final List<String> mistakes = new ArrayList<>();
    private final Map<String, Object> values;

    MapOptions(Map<String, Object> values) {
        this.values = values;
    }

    @Override
    public String text(String key, String meaning) {
        if (!values.containsKey(key)) {
            refuse(key, "missing: " + meaning);
        }
        return text(key, meaning, "");
    }

    @Override
    public String text(String key, String meaning, String otherwise) {
        return (String) values.getOrDefault(key, otherwise);
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        return (boolean) values.getOrDefault(key, otherwise);
    }

    @Override
    public long number(String key, long least, long most, long otherwise) {
        return (long) values.getOrDefault(key, otherwise);
    }

    @Override
    public long bytes(String key, long least, long otherwise) {
        return (long) values.getOrDefault(key, otherwise);
    }

    @Override
    public Duration duration(String key, Duration least, Duration otherwise) {
        return (Duration) values.getOrDefault(key, otherwise);
    }

    @Override
    public <E extends Enum<E>> E word(String key, Class<E> words, E otherwise) {
        Object word = values.get(key);
        return word == null
                ? otherwise
                : Enum.valueOf(words, ((String) word).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, String> properties(String key) {
        return (Map<String, String>) values.getOrDefault(key, Map.of());
    }

    @Override
    public void refuse(String key, String message) {
        mistakes.add(key + ": " + message);
    }
}
