/** The fields of the filter language, as the server's OpenAPI document describes them. */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} meaning
 * @property {string[]} words the values that it may have, if they are few
 * @property {boolean} number whether values are compared by size
 */

/** Words of the filter language that look at several fields of a flow. @type {Field[]} */
const BEYOND_FLOW = [
    {name: 'addr', meaning: 'either address', words: [], number: false},
    {name: 'port', meaning: 'either port', words: [], number: true},
    {name: 'host', meaning: 'host of any observer', words: [], number: false},
    {name: 'interface', meaning: 'interface of any observer', words: [], number: false},
];

/**
 * Reads the fields.
 *
 * @param {import('./api.js').Api} api
 * @returns {Promise<Field[]>} sorted by name
 */
export async function loadFields(api) {
    const document = await api.get('/openapi');
    const fields = [...BEYOND_FLOW, ...flatten('', document.components.schemas.Flow.properties)];
    return fields.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/**
 * @param {string} prefix
 * @param {Record<string, any>} properties
 * @returns {Field[]}
 */
function flatten(prefix, properties) {
    return Object.entries(properties).flatMap(([name, schema]) => {
        if (schema.type === 'array') {
            return [];
        }
        if (schema.properties) {
            return flatten(prefix + name + '.', schema.properties);
        }
        return [
            {
                name: prefix + name,
                meaning: schema.description ?? '',
                words: schema.enum ?? (schema.type === 'boolean' ? ['true', 'false'] : []),
                number: schema.type === 'integer' || schema.type === 'number' || !schema.type,
            },
        ];
    });
}
