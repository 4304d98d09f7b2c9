/** Traffic over time as the chart needs it, whatever the server's answer looks like. */

/**
 * @typedef {object} Series
 * @property {string | null} key null for the traffic that is in no other series
 * @property {(number | null)[]} rates per second in the question's unit; null if unknown
 */

/**
 * A stretch in which packets were missed.
 *
 * @typedef {object} Gap
 * @property {string} host
 * @property {string} interface
 * @property {string} cause
 * @property {string} start
 * @property {string} [end] absent while it lasts
 * @property {number} drops 0 if the number is unknown
 */

/**
 * @typedef {object} Traffic
 * @property {number} fromMs the start of the first point
 * @property {number} stepMs
 * @property {number} count of points
 * @property {Series[]} series the largest first, the others' traffic last
 * @property {Gap[]} gaps
 * @property {string} note what readers must know about the numbers; empty for nothing
 */

const STEP_MS = {'1s': 1000, '1m': 60_000, '1h': 3_600_000};
const ESTIMATED = 'Estimated from the flows that match: each one’s traffic spread over its life';
const METRIC = {bits: 'bytes', packets: 'packets', flows: 'flows'};

/** The metric of the API for a unit. @param {import('../numbers.js').Unit} unit */
export function metricOf(unit) {
    return METRIC[unit];
}

/**
 * Reads an answer of `/api/v1/timeseries`.
 *
 * @param {any} answer
 * @param {import('../numbers.js').Unit} unit
 * @returns {Traffic}
 */
export function trafficOf(answer, unit) {
    const stepMs = STEP_MS[answer.step];
    const factor = (unit === 'bits' ? 8000 : 1000) / stepMs;
    const estimated = answer.coverage?.estimated === true;
    // The step in progress has what is known of it so far.
    const over = estimated
        ? Math.floor((Date.parse(answer.watermark) - Date.parse(answer.from)) / stepMs)
        : Infinity;
    const rates = (points) =>
        points.map((value, index) => (value === null || index >= over ? null : value * factor));
    const series = answer.series.map(({key, points}) => ({key, rates: rates(points)}));
    const others = answer.other ?? [];
    if (others.some((value) => value > 0)) {
        series.push({key: null, rates: rates(others)});
    }
    return {
        fromMs: Date.parse(answer.from),
        stepMs,
        count: Math.max(others.length, ...series.map((each) => each.rates.length), 0),
        series,
        gaps: answer.gaps ?? [],
        note: estimated ? ESTIMATED : '',
    };
}

/**
 * Puts newer points of the same keys behind the known ones, and forgets as many old ones.
 *
 * @param {Traffic} known
 * @param {Traffic} newer with the same step
 * @param {number} fromMs the start of the range at present
 * @returns {Traffic}
 */
export function appended(known, newer, fromMs) {
    const {stepMs} = known;
    const first = Math.max(known.fromMs, Math.floor(fromMs / stepMs) * stepMs);
    const skip = (first - known.fromMs) / stepMs;
    const keep = (newer.fromMs - known.fromMs) / stepMs;
    const keys = [...new Set([...known.series, ...newer.series].map(({key}) => key))];
    const rates = (traffic, key) =>
        traffic.series.find((each) => each.key === key)?.rates ?? new Array(traffic.count).fill(0);
    const series = keys
        .sort((one, other) => Number(one === null) - Number(other === null))
        .map((key) => ({
            key,
            rates: [...rates(known, key).slice(skip, keep), ...rates(newer, key)],
        }));
    const gaps = new Map([...known.gaps, ...newer.gaps].map((gap) => [gapName(gap), gap]));
    return {
        ...known,
        fromMs: first,
        count: keep - skip + newer.count,
        series,
        gaps: [...gaps.values()].filter(({end}) => !end || Date.parse(end) > first),
    };
}

/** @param {Gap} gap */
function gapName(gap) {
    return [gap.host, gap.interface, gap.start, gap.cause].join(' ');
}

/**
 * The sum of all series at every point; null if nothing is known there.
 *
 * @param {Traffic} traffic
 */
export function totals(traffic) {
    return Array.from({length: traffic.count}, (_, index) => {
        const known = traffic.series.map(({rates}) => rates[index]).filter((rate) => rate != null);
        return known.length > 0 ? known.reduce((sum, rate) => sum + rate, 0) : null;
    });
}

const FACTORS = [1, 2, 3, 5, 10, 15, 30, 60];

/**
 * The same traffic with fewer points, each the mean of several, so that a chart has room for them.
 * They start at whole multiples of their length and thus stay the same while time goes on.
 *
 * @param {Traffic} traffic
 * @param {(number | null)[]} previous the totals of another period, at the same points
 * @param {number} most points
 * @returns {{traffic: Traffic, previous: (number | null)[]}}
 */
export function coarser(traffic, previous, most) {
    const factor = FACTORS.find((each) => traffic.count / each <= most) ?? FACTORS.at(-1) ?? 1;
    if (factor === 1) {
        return {traffic, previous};
    }
    const stepMs = traffic.stepMs * factor;
    const fromMs = Math.floor(traffic.fromMs / stepMs) * stepMs;
    const lead = (traffic.fromMs - fromMs) / traffic.stepMs;
    const count = Math.ceil((lead + traffic.count) / factor);
    const means = (values) =>
        Array.from({length: count}, (_, index) =>
            mean(values, Math.max(0, index * factor - lead), (index + 1) * factor - lead),
        );
    const series = traffic.series.map(({key, rates}) => ({key, rates: means(rates)}));
    return {
        traffic: {...traffic, fromMs, stepMs, count, series},
        previous: previous.length > 0 ? means(previous) : previous,
    };
}

/** The mean of what is known of some values; null if nothing is. */
function mean(values, from, to) {
    let sum = 0;
    let known = 0;
    for (let index = from; index < Math.min(to, values.length); index++) {
        if (values[index] != null) {
            sum += values[index];
            known++;
        }
    }
    return known > 0 ? sum / known : null;
}

/**
 * The totals of another period at the points of this one.
 *
 * @param {Traffic} previous
 * @param {Traffic} traffic
 * @param {number} shiftMs how much earlier the other period is
 * @returns {(number | null)[]}
 */
export function shifted(previous, traffic, shiftMs) {
    const values = totals(previous);
    return Array.from({length: traffic.count}, (_, index) => {
        const time = traffic.fromMs + index * traffic.stepMs - shiftMs;
        return values[Math.floor((time - previous.fromMs) / previous.stepMs)] ?? null;
    });
}
