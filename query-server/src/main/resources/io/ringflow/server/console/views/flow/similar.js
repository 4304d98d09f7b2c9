/** Flows that are like a flow. */

import {html} from '../../lib/lit-html/lit-html.js';
import {term} from '../../filter-text.js';
import {exact} from '../../numbers.js';
import {questionLink} from '../parts/links.js';

/** @typedef {{title: string, filter: string, total?: number}} Similar */

/**
 * Filters for flows like a flow, the nearest first.
 *
 * @param {Record<string, any>} flow
 * @returns {Similar[]}
 */
export function similarFilters(flow) {
    const filter = (fields) =>
        fields
            .filter((field) => flow[field] !== undefined)
            .map((field) => term(field, flow[field]))
            .join(' AND ');
    const service = flow.dstPort ? ['dstAddr', 'dstPort', 'protocol'] : ['dstAddr', 'protocol'];
    const ends = [`addr = ${flow.srcAddr}`, `addr = ${flow.dstAddr}`].join(' AND ');
    const name = flow.labels?.tlsSni;
    return [
        {title: 'From this source to this service', filter: filter(['srcAddr', ...service])},
        {title: 'Between both addresses', filter: ends},
        {title: 'To this service', filter: filter(service)},
        {title: 'From this source', filter: filter(['srcAddr'])},
        ...(name ? [{title: 'With this TLS server name', filter: term('labels.tlsSni', name)}] : []),
    ];
}

/**
 * Counts the matches.
 *
 * @param {import('../../api.js').Api} api
 * @param {Similar[]} similar
 * @param {AbortSignal} signal
 * @returns {Promise<Similar[]>}
 */
export async function countSimilar(api, similar, signal) {
    const answers = similar.map(({filter}) => api.get('flows', {filter, limit: 1, fields: 'id'}, signal));
    return (await Promise.all(answers)).map(({total}, i) => ({...similar[i], total}));
}

/**
 * @param {import('../../question.js').QuestionStore} questions
 * @param {Similar[]} similar
 */
export function similarLinks(questions, similar) {
    return html`
        <ul class="similar">
            ${similar.map(({title, filter, total}) => html`
                <li>${questionLink(questions, {view: 'flows', filter, options: {state: 'all'}}, title)}
                    <span class="quiet">${total === undefined ? '' : exact(total)}</span><br><code class="quiet">${filter}</code></li>
            `)}
        </ul>
    `;
}
