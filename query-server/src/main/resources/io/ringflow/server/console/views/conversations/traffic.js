/** The largest conversations of a question, which top lists by three fields know. */

import {during} from '../../filter-text.js';

const BY = ['srcAddr', 'dstAddr', 'dstPort'];
const LIMIT = 24;

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
 * The top list that answers a question. Between two moments it adds up all flows that are known
 * and were there.
 *
 * @param {import('../../question.js').Question} question
 */
export function topList({filter, range, unit}) {
    const when = 'last' in range ? {filter, window: range.last} : {filter: during(filter, range), window: 'all'};
    return {by: BY.join(), metric: metricOf(unit), limit: LIMIT, ...when};
}

/** @param {any} answer a top list @returns {Traffic} */
export function fromTop({top, other, basis}) {
    return {conversations: top.map(({key, ...counts}) => ({keys: key, ...counts})), other, basis};
}
