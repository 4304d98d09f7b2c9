/** The largest conversations of a question: from top lists while it is live, else from flows. */

const BY = ['srcAddr', 'dstAddr', 'dstPort'];
const LIMIT = 24;
const MAX_FLOWS = 10_000;

/** @typedef {{keys: string[], bytes: number, packets: number, flows: number}} Conversation */

/**
 * @typedef {object} Traffic
 * @property {Conversation[]} conversations the largest first
 * @property {{bytes: number, packets: number, flows: number}} other all the rest
 * @property {'window' | 'flows'} basis what the numbers are sums of
 */

/** What ranks. @param {import('../../numbers.js').Unit} unit */
export const metricOf = (unit) => (unit === 'bits' ? 'bytes' : unit);

/**
 * The subscription of a live question.
 *
 * @param {import('../../question.js').Question} question with a range that is `last`
 */
export function topRequest({filter, range, unit}) {
    const window = 'last' in range ? range.last : 'all';
    return {topic: /** @type {const} */ ('top'), by: BY, metric: metricOf(unit), filter, window, limit: LIMIT, intervalMs: 2000};
}

/** @param {any} answer a top list @returns {Traffic} */
export function fromTop({top, other, basis}) {
    return {conversations: top.map(({key, ...counts}) => ({keys: key, ...counts})), other, basis};
}

/**
 * Reads the conversations between two moments.
 *
 * @param {import('../../api.js').Api} api
 * @param {import('../../question.js').Question} question with a range that has a start and an end
 * @param {AbortSignal} signal
 * @returns {Promise<Traffic>}
 */
export async function readTraffic(api, {filter, range, unit}, signal) {
    const metric = metricOf(unit);
    const times = 'from' in range ? {since: range.from, until: range.to} : {};
    const {flows} = await api.get(
        'flows',
        {filter, ...times, sort: metric === 'packets' ? '-packets' : '-bytes', limit: MAX_FLOWS, fields: [...BY, 'bytes', 'packets'].join(',')},
        signal,
    );
    return sumUp(flows, metric);
}

/**
 * Adds up flows.
 *
 * @param {Record<string, any>[]} flows
 * @param {'bytes' | 'packets' | 'flows'} metric
 * @returns {Traffic}
 */
export function sumUp(flows, metric) {
    /** @type {Map<string, Conversation>} */
    const sums = new Map();
    for (const flow of flows) {
        const keys = BY.map((field) => String(flow[field] ?? ''));
        const sum = sums.get(keys.join(' ')) ?? {keys, ...NONE};
        sums.set(keys.join(' '), added(sum, {...flow, flows: 1}));
    }
    const conversations = [...sums.values()].sort((one, other) => other[metric] - one[metric]);
    return {
        conversations: conversations.slice(0, LIMIT),
        other: conversations.slice(LIMIT).reduce(added, {...NONE}),
        basis: 'flows',
    };
}

const NONE = {bytes: 0, packets: 0, flows: 0};

/** @template {typeof NONE} T @param {T} sum @param {any} part @returns {T} */
function added(sum, part) {
    return {
        ...sum,
        bytes: sum.bytes + part.bytes,
        packets: sum.packets + part.packets,
        flows: sum.flows + part.flows,
    };
}
