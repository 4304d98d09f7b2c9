package io.ringflow.capture.fuzz;

/** Checks the rules of fuzz targets. Cheap enough for every execution. */
public final class Rule {

    private Rule() {}

    /**
     * Checks that a rule is kept.
     *
     * @param rule the rule in words
     * @throws AssertionError if it is broken
     */
    public static void holds(boolean kept, String rule) {
        if (!kept) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
