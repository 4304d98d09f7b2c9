package io.ringflow.rpc.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of an enum's constants in messages, and back. */
final class EnumWords<E extends Enum<E>> {

    private final String what;
    private final Map<String, E> constants;

    /**
     * The words of an enum.
     *
     * @param what what a constant is, for messages
     */
    EnumWords(String what, E[] constants, Function<E, String> word) {
        this.what = what;
        this.constants =
                Arrays.stream(constants).collect(Collectors.toMap(word, Function.identity()));
    }

    /**
     * The constant with this word.
     *
     * @throws IllegalArgumentException if there is none
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
