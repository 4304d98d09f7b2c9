package io.ringflow.server.stream.topic;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.server.api.TopRequest;
import io.ringflow.server.api.flows.FlowFields;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.problem.ProblemException;
import io.ringflow.server.stream.topic.StreamException.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a subscription is about. Equal topics are evaluated once for all connections. Immutable. */
public sealed interface Topic {

    /** How often updates are sent. */
    Duration interval();

    /** The topic's name, which is also the type of its messages. */
    String name();

    /** Changed flows with their events. */
    record Flows(FlowFilter filter, List<FlowField> fields, Duration interval) implements Topic {

        static final String NAME = "flows";

        public Flows {
            fields = List.copyOf(fields);
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    /** Totals and rates of all traffic. */
    record Totals(Duration interval) implements Topic {

        static final String NAME = "totals";

        @Override
        public String name() {
            return NAME;
        }
    }

    /** A top list. */
    record Top(TopQuery query, Duration interval) implements Topic {

        static final String NAME = "top";

        @Override
        public String name() {
            return NAME;
        }
    }

    /** The names of all topics, in the order in which messages list them. */
    List<String> NAMES = List.of(Flows.NAME, Totals.NAME, Top.NAME);

    /**
     * The topic that a client subscribes to.
     *
     * @param parameters the members of the client's message other than type and id
     * @param eventTime the moment from which durations in the filter count back
     * @throws StreamException if one of them is wrong
     */
    static Topic of(Map<String, String> parameters, LongSupplier eventTime) {
        try {
            return switch (parameters.getOrDefault("topic", "")) {
                case Flows.NAME -> flows(parameters, eventTime);
                case Totals.NAME -> totals(parameters);
                case Top.NAME -> top(parameters, eventTime);
                default ->
                        throw new StreamException(
                                Code.UNKNOWN_TOPIC,
                                "the topic must be one of " + String.join(", ", NAMES));
            };
        } catch (FilterException e) {
            throw new StreamException(Code.BAD_FILTER, e.getMessage(), e.position());
        } catch (ProblemException e) {
            throw new StreamException(code(e), e.getMessage());
        }
    }

    private static Topic flows(Map<String, String> all, LongSupplier eventTime) {
        QueryParameters parameters =
                QueryParameters.of(all, List.of("topic", "filter", "fields", "intervalMs"));
        return new Flows(
                FlowFilter.parse(parameters.value("filter").orElse(""), eventTime),
                parameters.value("fields").map(FlowFields::parse).orElse(FlowFields.ALL),
                interval(parameters));
    }

    private static Topic totals(Map<String, String> all) {
        return new Totals(interval(QueryParameters.of(all, List.of("topic", "intervalMs"))));
    }

    private static Topic top(Map<String, String> all, LongSupplier eventTime) {
        QueryParameters parameters =
                QueryParameters.of(
                        all,
                        List.of(
                                "topic",
                                "by",
                                "metric",
                                "filter",
                                "window",
                                "limit",
                                "intervalMs"));
        return new Top(TopRequest.of(parameters, eventTime), interval(parameters));
    }

    private static Duration interval(QueryParameters parameters) {
        return Duration.ofMillis(parameters.number("intervalMs", 100, 60_000, 1000));
    }

    private static Code code(ProblemException e) {
        return switch (String.valueOf(e.problem().members().get("parameter"))) {
            case "intervalMs" -> Code.BAD_INTERVAL;
            case "fields", "by" -> Code.BAD_FIELD;
            default -> Code.BAD_MESSAGE;
        };
    }
}
