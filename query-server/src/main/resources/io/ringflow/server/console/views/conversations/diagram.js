/** The diagram of conversations: source, destination, port. */

import {html, svg} from '../../lib/lit-html/lit-html.js';
import {total} from '../../numbers.js';
import {sankey} from './sankey.js';

const SIZE = {width: 1000, height: 420, nodeWidth: 8, gap: 6, labelWidth: 90};
const FIELDS = ['srcAddr', 'dstAddr', 'dstPort'];
const COLOURS = 8;
const OTHER = 'other';
const SMALLEST_LABELLED = 7;
const HEADING = 20;
const HEADINGS = ['Source', 'Destination', 'Port'];

/**
 * @param {import('../../view.js').Page} page
 * @param {import('./traffic.js').Traffic} traffic
 * @param {import('../../numbers.js').Unit} unit
 * @param {'bytes' | 'packets' | 'flows'} metric
 * @param {(keys: string[]) => void} only narrows the question to a conversation
 */
export function diagram({colours, offer}, {conversations, other}, unit, metric, only) {
    const bands = conversations.map((each) => ({keys: each.keys, value: each[metric]}));
    const {nodes, ribbons} = sankey([...bands, {keys: [OTHER, OTHER, OTHER], value: other[metric]}], SIZE, OTHER);
    const sources = nodes.filter(({column, key}) => column === 0 && key !== OTHER).map(({key}) => key);
    colours.assign(sources.slice(0, COLOURS));
    const colour = (source) => colours.number(source) ?? OTHER;
    return html`
        <div class="diagram">
            <svg viewBox="0 ${-HEADING} ${SIZE.width} ${SIZE.height + HEADING}" role="group" aria-label="Conversations; the table below has the same numbers">
                ${HEADINGS.map(heading)} ${ribbons.map((each) => ribbon(each, colour(each.keys[0]), unit, only))}
                ${nodes.map((each) => node(each, unit, offer))}
            </svg>
        </div>
    `;
}

/** @param {string} title @param {number} column */
function heading(title, column) {
    const x = ((SIZE.width - SIZE.labelWidth - SIZE.nodeWidth) * column) / (HEADINGS.length - 1);
    return svg`<text class="heading" x=${x} y="-8">${title}</text>`;
}

/** @param {import('./sankey.js').Ribbon} ribbon */
function ribbon({keys, value, path}, colour, unit, only) {
    const text = keys[0] === OTHER ? `all other: ${total(value, unit)}` : `${keys.join(' → ')}: ${total(value, unit)}`;
    return svg`<path class="ribbon series-${colour}" d=${path}
        @click=${() => keys[0] !== OTHER && only(keys)}><title>${text}</title></path>`;
}

/** @param {import('./sankey.js').Node} node */
function node({column, key, value, x, y, height}, unit, offer) {
    const shown = height >= SMALLEST_LABELLED;
    const name = key === '' ? 'none' : key;
    const text = `${name}: ${total(value, unit)}`;
    const click = (event) => key !== OTHER && offer(event.currentTarget, FIELDS[column], key);
    return svg`<g class="node" @click=${click}><title>${text}</title>
        <rect x=${x} y=${y} width=${SIZE.nodeWidth} height=${Math.max(1, height)} />
        ${shown ? svg`<text x=${x + SIZE.nodeWidth + 6} y=${y + height / 2} dy="4">${name}</text>` : ''}</g>`;
}
