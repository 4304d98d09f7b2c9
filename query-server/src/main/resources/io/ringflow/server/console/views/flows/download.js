/** Saves all flows of a question as a file. */

import {Problem} from '../../api.js';

const TYPES = {ndjson: 'application/x-ndjson', csv: 'text/csv'};

/**
 * Asks REST for all matches and hands them to the browser as a file.
 *
 * @param {import('../../api.js').Api} api
 * @param {Record<string, string | undefined>} parameters of `flows`, without `limit`
 * @param {'ndjson' | 'csv'} format
 * @throws {Problem}
 */
export async function downloadFlows(api, parameters, format) {
    const headers = {Accept: TYPES[format]};
    if (api.token) {
        headers.Authorization = 'Bearer ' + api.token;
    }
    const response = await fetch(api.url('flows', parameters), {headers});
    if (!response.ok) {
        throw new Problem(response.status, await response.json().catch(() => ({})));
    }
    save(await response.blob(), `flows.${format}`);
}

/** @param {Blob} content @param {string} name */
function save(content, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
