package io.ringflow.model.filter.condition;

import io.ringflow.model.filter.condition.Condition.AddressIn;
import io.ringflow.model.filter.condition.Condition.All;
import io.ringflow.model.filter.condition.Condition.Any;
import io.ringflow.model.filter.condition.Condition.Compared;
import io.ringflow.model.filter.condition.Condition.DecimalIn;
import io.ringflow.model.filter.condition.Condition.Not;
import io.ringflow.model.filter.condition.Condition.NumberIn;
import io.ringflow.model.filter.condition.Condition.TextIn;
import io.ringflow.model.filter.condition.Condition.TextMatches;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes from conditions what makes no difference: an AND within an AND, lists of one, double
 * negations, tests that no flow fulfils.
 */
public final class NormalForm {

    /** Matches every flow. */
    public static final Condition ALWAYS = new All(List.of());

    /** Matches no flow. */
    public static final Condition NEVER = new Any(List.of());

    private NormalForm() {}

    /** An equivalent condition in normal form. */
    public static Condition of(Condition condition) {
        return switch (condition) {
            case All all -> all(all.conditions());
            case Any any -> any(any.conditions());
            case Not not -> not(of(not.condition()));
            case NumberIn in -> in.ranges().size() == 0 ? NEVER : in;
            case DecimalIn in -> in.ranges().size() == 0 ? NEVER : in;
            case AddressIn in -> in.ranges().size() == 0 ? NEVER : in;
            case TextIn in -> in.patterns().isEmpty() ? NEVER : in;
            case TextMatches matches -> matches;
            case Compared compared -> compared;
        };
    }

    private static Condition all(List<Condition> conditions) {
        List<Condition> flat = new ArrayList<>();
        for (Condition condition : conditions) {
            Condition normal = of(condition);
            if (normal.equals(NEVER)) {
                return NEVER;
            }
            if (normal instanceof All inner) {
                flat.addAll(inner.conditions());
            } else {
                flat.add(normal);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new All(flat);
    }

    private static Condition any(List<Condition> conditions) {
        List<Condition> flat = new ArrayList<>();
        for (Condition condition : conditions) {
            Condition normal = of(condition);
            if (normal.equals(ALWAYS)) {
                return ALWAYS;
            }
            if (normal instanceof Any inner) {
                flat.addAll(inner.conditions());
            } else {
                flat.add(normal);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Any(flat);
    }

    private static Condition not(Condition normal) {
        if (normal.equals(ALWAYS)) {
            return NEVER;
        }
        if (normal.equals(NEVER)) {
            return ALWAYS;
        }
        return normal instanceof Not not ? not.condition() : new Not(normal);
    }
}
