/** What may come next in a filter. A helper for typing: the server decides what is right. */

const TOKEN = /"(?:\\.|[^"\\])*"?|[()]|,|!=|!~|<=|>=|[=<>~]|[^\s"(),=<>!~]+|!/g;
const CONNECTIVE = /^(and|or|not)$/i;
const OPERATOR = /^(=|!=|~|!~|<|<=|>|>=|in|like)$/i;

/**
 * @typedef {object} Completion
 * @property {'field' | 'operator' | 'value' | 'connective'} kind what may stand at the caret
 * @property {string} start what is typed of it
 * @property {number} from the position of its first character
 * @property {string} field the field that an operator or value belongs to
 */

/**
 * Finds out what may stand at the caret.
 *
 * @param {string} text what stands before the caret
 * @returns {Completion}
 */
export function completionAt(text) {
    const tokens = [...text.matchAll(TOKEN)];
    const last = tokens.at(-1);
    const typing =
        last && last.index + last[0].length === text.length && /^["\w]/.test(last[0]);
    const start = typing ? last[0] : '';
    const before = (typing ? tokens.slice(0, -1) : tokens).map((token) => token[0]);
    return {...expected(before), start, from: text.length - start.length};
}

/** @param {string[]} tokens @returns {{kind: Completion['kind'], field: string}} */
function expected(tokens) {
    let kind = 'field';
    let field = '';
    let list = false;
    for (const token of tokens) {
        if (CONNECTIVE.test(token) && kind !== 'operator') {
            kind = 'field';
        } else if (kind === 'field' && token !== '(') {
            field = token;
            kind = 'operator';
        } else if (kind === 'operator' && OPERATOR.test(token)) {
            kind = 'value';
        } else if (kind === 'value' && token === '(') {
            list = true;
        } else if (kind === 'value' && token !== ',') {
            kind = 'connective';
        } else if (kind === 'connective' && list) {
            list = token !== ')';
            kind = list ? 'value' : 'connective';
        }
    }
    return {kind: /** @type {Completion['kind']} */ (kind), field};
}

/**
 * The operators that a field takes.
 *
 * @param {import('./fields.js').Field | undefined} field
 */
export function operators(field) {
    return field?.number ? ['=', '!=', '<', '<=', '>', '>=', 'IN'] : ['=', '!=', 'IN', 'LIKE', '~'];
}

/**
 * The candidates that match what is typed, those that start with it first.
 *
 * @template {{text: string}} T
 * @param {T[]} candidates
 * @param {string} start
 * @param {number} most
 */
export function matching(candidates, start, most) {
    const wanted = start.replace(/^"/, '').toLowerCase();
    const place = (candidate) => candidate.text.toLowerCase().replace(/^"/, '').indexOf(wanted);
    return candidates
        .filter((candidate) => place(candidate) >= 0)
        .sort((one, other) => Math.sign(place(one)) - Math.sign(place(other)))
        .slice(0, most);
}
