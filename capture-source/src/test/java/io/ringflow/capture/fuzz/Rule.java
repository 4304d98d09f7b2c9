package io.ringflow.capture.fuzz;

/** What a fuzz target holds against the code; cheap enough for every execution. */
public final class Rule {

    private Rule() {}

    /**
     * Makes sure that a rule is kept.
     *
     * @param rule what should be true, in words
     * @throws AssertionError where it isn't
     */
    public static void holds(boolean kept, String rule) {
        if (!kept) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
