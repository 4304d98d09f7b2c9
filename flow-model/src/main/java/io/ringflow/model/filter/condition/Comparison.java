package io.ringflow.model.filter.condition;

/** How two values compare; {@code !=} is the negation of {@link #EQUAL}. */
public enum Comparison {
    EQUAL("="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String text;

    Comparison(String text) {
        this.text = text;
    }

    /** The operator as users write it. */
    public String text() {
        return text;
    }

    /** Returns true if the result of a comparator fulfils the comparison. */
    public boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
