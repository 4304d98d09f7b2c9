/** What the captures view knows: interfaces, their losses, and their rates over time. */

const SERIES = 100;

/**
 * @typedef {object} Readings
 * @property {any[]} interfaces as REST has them
 * @property {string[]} missing parts of the job that did not answer, and may have more interfaces
 * @property {any[]} gaps within the time range, as REST has them
 * @property {number} fromMs start of the time range
 * @property {number} toMs end of the time range
 * @property {Map<string, number[]>} rates bits per second over the time range, by `host/interface`
 */

/**
 * Reads all of it.
 *
 * @param {import('../../api.js').Api} api
 * @param {import('../../question.js').Range} range
 * @param {AbortSignal} signal
 * @returns {Promise<Readings>}
 */
export async function readCaptures(api, range, signal) {
    const times = 'last' in range ? {from: range.last} : {from: range.from, to: range.to};
    const [{interfaces, missing = []}, series] = await Promise.all([
        api.get('interfaces', {}, signal),
        api.get('timeseries', {metric: 'bytes', by: 'interface', limit: SERIES, ...times}, signal),
    ]);
    const stepMs = stepLength(series.step);
    const fromMs = Date.parse(series.from);
    const longest = Math.max(0, ...series.series.map(({points}) => points.length));
    const rate = (bytes) => (8000 * (bytes ?? 0)) / stepMs;
    return {
        interfaces: interfaces.sort((one, other) => name(one).localeCompare(name(other), 'en')),
        missing,
        gaps: series.gaps,
        fromMs,
        toMs: fromMs + longest * stepMs,
        rates: new Map(series.series.map(({key, points}) => [key, complete(points).map(rate)])),
    };
}

/** The key of a capture in time series. @param {{host: string, interface: string}} capture */
export const name = (capture) => `${capture.host}/${capture.interface}`;

/** The length of a step in ms. @param {string} step such as `1s` */
function stepLength(step) {
    return Number.parseInt(step, 10) * {s: 1e3, m: 60e3, h: 3600e3}[step.at(-1)];
}

/** Without the steps at the end that are not over yet. @param {(number | null)[]} points */
function complete(points) {
    const last = points.findLastIndex((point) => point !== null);
    return points.slice(0, last + 1);
}

/** Points that only summarize several, so that a line has few. @param {number[]} values @param {number} most */
export function thinned(values, most) {
    const width = Math.ceil(values.length / most);
    if (width <= 1) {
        return values;
    }
    const means = [];
    for (let i = 0; i < values.length; i += width) {
        const part = values.slice(i, i + width);
        means.push(part.reduce((sum, value) => sum + value, 0) / part.length);
    }
    return means;
}
