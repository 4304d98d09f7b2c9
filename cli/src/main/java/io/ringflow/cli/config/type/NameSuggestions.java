package io.ringflow.cli.config.type;

import io.ringflow.model.text.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggestions for misspelt names. */
public final class NameSuggestions {

    private NameSuggestions() {}

    /** Returns the name nearest to {@code given}, if it is near enough to be meant. */
    public static Optional<String> nearest(String given, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> EditDistance.between(given, name)))
                .filter(
                        name ->
                                EditDistance.between(given, name)
                                        <= Math.max(2, name.length() / 3));
    }

    /** Returns the mistake of an unknown key. */
    public static Mistake unknown(String prefix, String key, Collection<String> names) {
        String hint =
                nearest(key, names)
                        .map(name -> "; did you mean " + prefix + name + "?")
                        .orElse("; allowed: " + String.join(", ", names));
        return new Mistake("", prefix + key, "unknown setting" + hint);
    }
}
