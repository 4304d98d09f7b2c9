package io.ringflow.model.state.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words that stand for the constants of an enumeration. */
final class Words<E extends Enum<E>> {

    private final String what;
    private final Map<String, E> constants;

    /**
     * The words of an enumeration.
     *
     * @param what what it is, for messages
     */
    Words(String what, E[] constants, Function<E, String> word) {
        this.what = what;
        this.constants =
                Arrays.stream(constants).collect(Collectors.toMap(word, Function.identity()));
    }

    /**
     * The constant that a word stands for.
     *
     * @throws IllegalArgumentException where it stands for none
     */
    E named(String word) {
        E constant = constants.get(word);
        if (constant == null) {
            throw new IllegalArgumentException(
                    "\"" + word + "\" is not known here as " + what + "; the versions may differ");
        }
        return constant;
    }
}
