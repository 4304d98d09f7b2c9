/**
 * Traffic over time for filters that time series don't know: from the flows that match, each one's
 * traffic spread evenly over its life.
 */

import {metricOf} from './traffic.js';

const MOST_FLOWS = 2000;
const POINTS = 180;
const MOST_SERIES = 8;

/**
 * Asks for the flows and spreads them.
 *
 * @param {import('../api.js').Api} api
 * @param {import('../question.js').Question} question
 * @param {{fromMs: number, toMs: number}} range
 * @param {AbortSignal} signal
 * @returns {Promise<import('./traffic.js').Traffic>}
 */
export async function estimate(api, question, range, signal) {
    const metric = metricOf(question.unit);
    const answer = await api.get(
        'flows',
        {
            filter: question.filter,
            since: new Date(range.fromMs).toISOString(),
            until: new Date(range.toMs).toISOString(),
            sort: metric === 'flows' ? '-firstSeen' : '-' + metric,
            limit: MOST_FLOWS,
            fields: ['firstSeen', 'lastSeen', 'bytes', 'packets', ...fieldsOf(question.by)].join(','),
        },
        signal,
    );
    const traffic = spread(answer.flows, question, range);
    const all = answer.flows.length === answer.total;
    const flows = all ? 'the flows that match' : `the ${MOST_FLOWS} largest of ${answer.total} flows`;
    traffic.note = `Estimated from ${flows}: each one’s traffic spread over its life`;
    return traffic;
}

/** The fields of a flow that a dimension is made of. @param {string} by */
function fieldsOf(by) {
    switch (by) {
        case '':
            return [];
        case 'addr':
            return ['srcAddr', 'dstAddr'];
        case 'port':
            return ['srcPort', 'dstPort'];
        case 'host':
        case 'interface':
            return ['observers'];
        default:
            return [by];
    }
}

/** The keys that a flow counts for. @param {any} flow @param {string} by @returns {string[]} */
function keysOf(flow, by) {
    switch (by) {
        case '':
            return [''];
        case 'host':
            return [...new Set(flow.observers.map(({host}) => host))];
        case 'interface':
            return flow.observers.map((observer) => `${observer.host}/${observer.interface}`);
        default:
            return fieldsOf(by).map((field) => String(valueAt(flow, field) ?? ''));
    }
}

/** @param {any} flow @param {string} path */
function valueAt(flow, path) {
    return path.split('.').reduce((value, name) => value?.[name], flow);
}

/** @returns {import('./traffic.js').Traffic} */
function spread(flows, question, {fromMs, toMs}) {
    const stepMs = Math.max(1000, Math.ceil((toMs - fromMs) / POINTS / 1000) * 1000);
    const start = Math.floor(fromMs / stepMs) * stepMs;
    const count = Math.max(1, Math.ceil((toMs - start) / stepMs));
    /** @type {Map<string, number[]>} */
    const rates = new Map();
    for (const flow of flows) {
        for (const key of keysOf(flow, question.by)) {
            let points = rates.get(key);
            if (!points) {
                rates.set(key, (points = new Array(count).fill(0)));
            }
            add(points, flow, question.unit, start, stepMs);
        }
    }
    const sum = (points) => points.reduce((one, other) => one + other, 0);
    const sorted = [...rates].sort(([, one], [, other]) => sum(other) - sum(one));
    const series = sorted.slice(0, MOST_SERIES).map(([key, points]) => ({key, rates: points}));
    const rest = sorted.slice(MOST_SERIES).map(([, points]) => points);
    if (rest.length > 0) {
        const others = rest[0].map((_, index) => sum(rest.map((points) => points[index])));
        series.push({key: null, rates: others});
    }
    return {fromMs: start, stepMs, count, series, gaps: [], note: ''};
}

/** Adds one flow's traffic; as new flows, it counts where it started. */
function add(points, flow, unit, start, stepMs) {
    const first = (Date.parse(flow.firstSeen) - start) / stepMs;
    const last = (Date.parse(flow.lastSeen) - start) / stepMs;
    if (unit === 'flows') {
        if (first >= 0 && first < points.length) {
            points[Math.floor(first)] += 1000 / stepMs;
        }
        return;
    }
    const total = unit === 'bits' ? flow.bytes * 8 : flow.packets;
    const low = Math.floor(first);
    const high = Math.floor(last);
    for (let index = Math.max(0, low); index <= Math.min(high, points.length - 1); index++) {
        const overlap = Math.min(last, index + 1) - Math.max(first, index);
        const part = high === low ? 1 : overlap / (last - first);
        points[index] += (total * part * 1000) / stepMs;
    }
}
