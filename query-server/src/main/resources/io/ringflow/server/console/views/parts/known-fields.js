/** The fields that this server's flows have. */

/** @type {WeakMap<import('../../api.js').Api, Promise<Set<string>>>} */
const known = new WeakMap();

/**
 * Those of some fields that the server knows; asking for others would be an error.
 *
 * @param {import('../../api.js').Api} api
 * @param {string[]} fields
 * @returns {Promise<string[]>}
 */
export async function knownFields(api, fields) {
    if (!known.has(api)) {
        const read = readFields(api);
        known.set(api, read);
        read.catch(() => known.delete(api));
    }
    const names = await known.get(api);
    return fields.filter((field) => names?.has(field));
}

/** @param {import('../../api.js').Api} api */
async function readFields(api) {
    const document = await api.get('/openapi');
    return new Set(Object.keys(document.components.schemas.Flow.properties));
}
