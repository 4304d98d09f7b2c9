package io.ringflow.bench;

import io.ringflow.job.export.ExportOptions;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of an export of which some texts are given; all others have their defaults.
 *
 * @param texts texts by key
 */
record GivenOptions(Map<String, String> texts) implements ExportOptions {

    @Override
    public String text(String key, String meaning) {
        return text(key, meaning, "");
    }

    @Override
    public String text(String key, String meaning, String otherwise) {
        return texts.getOrDefault(key, otherwise);
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        return otherwise;
    }

    @Override
    public long number(String key, long least, long most, long otherwise) {
        return otherwise;
    }

    @Override
    public long bytes(String key, long least, long otherwise) {
        return otherwise;
    }

    @Override
    public Duration duration(String key, Duration least, Duration otherwise) {
        return otherwise;
    }

    @Override
    public <E extends Enum<E>> E word(String key, Class<E> words, E otherwise) {
        return otherwise;
    }

    @Override
    public Map<String, String> properties(String key) {
        return Map.of();
    }

    @Override
    public void refuse(String key, String message) {
        throw new IllegalArgumentException(key + ' ' + message);
    }
}
