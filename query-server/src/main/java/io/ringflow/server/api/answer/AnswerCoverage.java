package io.ringflow.server.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The {@code coverage} of an answer: the time range in which everything asked for is known, and
 * whether the answer is complete. Immutable. Times are nanoseconds since the epoch.
 *
 * @param fromNanos since when everything asked for is known; {@link Long#MIN_VALUE} if it is
 *     unknown, as before the first packet
 * @param toNanos the answer's watermark; {@link Long#MIN_VALUE} before the first packet
 * @param complete false if the question reaches back further than that or to the time before the
 *     job started, if a part of the job did not answer, or if a capture loss overlaps the time that
 *     was asked for
 * @param estimated true if traffic of flows was spread over their lives to make the answer
 * @param before that of an earlier window with which the answer compares, if there is one
 */
public record AnswerCoverage(
        long fromNanos,
        long toNanos,
        boolean complete,
        boolean estimated,
        Optional<AnswerCoverage> before) {

    /** The coverage of an answer that compares with nothing. */
    public AnswerCoverage(long fromNanos, long toNanos, boolean complete) {
        this(fromNanos, toNanos, complete, false, Optional.empty());
    }

    /** What a question is about, and thus since when the answer to it is known. */
    @FunctionalInterface
    public interface Subject extends ToLongFunction<KnownSince> {

        /** What is counted or open since the job started. */
        Subject SINCE_START = KnownSince::startNanos;

        /** Flows in memory, ended ones too. */
        Subject ALL_FLOWS = KnownSince::allFlowsNanos;

        /** Flows in memory or in the history. */
        Subject RECORDED_FLOWS = KnownSince::recordedFlowsNanos;

        /** The flows that a filter asks for: the history is asked for times only. */
        static Subject flows(FlowFilter filter) {
            return TimeBounds.of(filter.condition()).given() ? RECORDED_FLOWS : ALL_FLOWS;
        }
    }

    /**
     * The coverage of an answer.
     *
     * @param state asked after it has answered, since it may have forgotten something meanwhile
     * @param parts which parts of the job answered, up to which watermark
     * @param since from when on the question asks; empty for everything known
     */
    public static AnswerCoverage of(
            FlowState state, Coverage parts, Subject subject, OptionalLong since) {
        return covering(
                state,
                parts.complete(),
                parts.watermarkNanos(),
                subject,
                state.health().known(),
                since);
    }

    /** The coverage of an answer about a range of the past that is known. */
    public static AnswerCoverage of(FlowState state, Coverage parts, TimeRange range) {
        boolean complete = parts.complete() && !hasLoss(state, range.fromNanos(), range.toNanos());
        return new AnswerCoverage(range.fromNanos(), range.toNanos(), complete);
    }

    /** The coverage that an answer would have now. */
    public static AnswerCoverage now(FlowState state, Subject subject, OptionalLong since) {
        JobHealth health = state.health();
        return covering(
                state, health.complete(), health.watermarkNanos(), subject, health.known(), since);
    }

    /** From when on a filter asks for flows; empty if it does not say. */
    public static OptionalLong asked(FlowFilter filter) {
        long from = TimeBounds.of(filter.condition()).fromNanos();
        return from == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(from);
    }

    /** The coverage of everything since the job started, as of now. */
    public static AnswerCoverage sinceStart(FlowState state) {
        return now(state, Subject.SINCE_START, OptionalLong.empty());
    }

    private static AnswerCoverage covering(
            FlowState state,
            boolean allParts,
            long watermark,
            Subject subject,
            KnownSince knowledge,
            OptionalLong since) {
        long known = subject.applyAsLong(knowledge);
        long asked = since.orElse(known);
        // Nobody knows what was lost before this job started, or while none was running.
        boolean reachesBack = asked < known || asked < knowledge.startNanos();
        boolean complete =
                allParts && !reachesBack && !hasLoss(state, Math.max(known, asked), watermark);
        return new AnswerCoverage(known, watermark, complete);
    }

    private static boolean hasLoss(FlowState state, long from, long to) {
        try {
            ListAnswer<CaptureGap> gaps = state.gaps();
            return !gaps.missing().isEmpty()
                    || gaps.stream()
                            .anyMatch(gap -> gap.startNanos() < to && gap.endNanos() > from);
        } catch (StateException e) {
            return true; // the part that knows the losses does not answer
        }
    }

    /** The same, whatever was lost or did not answer. */
    public AnswerCoverage withComplete(boolean certainly) {
        return new AnswerCoverage(fromNanos, toNanos, certainly, estimated, before);
    }

    /** The same for an answer that is estimated or not. */
    public AnswerCoverage withEstimated(boolean spread) {
        return new AnswerCoverage(fromNanos, toNanos, complete, spread, before);
    }

    /** The same with that of an earlier window. */
    public AnswerCoverage withBefore(Optional<AnswerCoverage> earlier) {
        return new AnswerCoverage(fromNanos, toNanos, complete, estimated, earlier);
    }

    /** Writes the member {@code coverage}; times that are unknown are left out. */
    public void write(JsonGenerator json) throws IOException {
        write("coverage", json);
    }

    private void write(String name, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        if (fromNanos != Long.MIN_VALUE) {
            json.writeStringField("from", TimeText.of(fromNanos));
        }
        if (toNanos != Long.MIN_VALUE) {
            json.writeStringField("to", TimeText.of(toNanos));
        }
        json.writeBooleanField("complete", complete);
        if (estimated) {
            json.writeBooleanField("estimated", true);
        }
        if (before.isPresent()) {
            before.get().write("before", json);
        }
        json.writeEndObject();
    }

    /** The same as the value of a header, such as {@code from=…; to=…; complete=true}. */
    public String headerText() {
        StringBuilder text = new StringBuilder();
        if (fromNanos != Long.MIN_VALUE) {
            text.append("from=").append(TimeText.of(fromNanos)).append("; ");
        }
        if (toNanos != Long.MIN_VALUE) {
            text.append("to=").append(TimeText.of(toNanos)).append("; ");
        }
        text.append("complete=").append(complete).append(estimated ? "; estimated=true" : "");
        before.ifPresent(
                earlier ->
                        text.append("; before-")
                                .append(earlier.headerText().replace("; ", "; before-")));
        return text.toString();
    }
}
