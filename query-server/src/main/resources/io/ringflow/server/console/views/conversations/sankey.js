/** The layout of a Sankey diagram whose bands run through all columns. A pure function. */

/**
 * A band to lay out: its key in each column, and its size.
 *
 * @typedef {{keys: string[], value: number}} Band
 */

/**
 * @typedef {object} Node
 * @property {number} column
 * @property {string} key
 * @property {number} value sum of its bands
 * @property {number} x left edge
 * @property {number} y top
 * @property {number} height
 */

/** @typedef {{keys: string[], value: number, path: string}} Ribbon */

/**
 * @typedef {object} Size
 * @property {number} width
 * @property {number} height
 * @property {number} nodeWidth
 * @property {number} gap between the nodes of a column
 * @property {number} labelWidth space right of the last column
 */

/**
 * Lays out bands: a node for each key of a column, ordered so that bands cross little, and for each
 * band a ribbon from its first node to its last. The key of what is left over comes last.
 *
 * @param {Band[]} bands
 * @param {Size} size
 * @param {string} [last] the key that is last in every column
 * @returns {{nodes: Node[], ribbons: Ribbon[]}}
 */
export function sankey(bands, size, last = 'other') {
    const shown = bands.filter(({value}) => value > 0);
    const columns = shown[0]?.keys.length ?? 0;
    const perUnit = scale(shown, columns, size);
    /** @type {Map<string, Node>[]} */
    const nodes = [];
    for (let column = 0; column < columns; column++) {
        nodes.push(place(shown, column, nodes[column - 1], perUnit, size, last));
    }
    return {
        nodes: nodes.flatMap((byKey) => [...byKey.values()]),
        ribbons: ribbons(shown, nodes, perUnit, size.nodeWidth),
    };
}

/** Pixels per unit, so that the fullest column fits. */
function scale(bands, columns, {height, gap}) {
    const total = bands.reduce((sum, {value}) => sum + value, 0);
    let most = 1;
    for (let column = 0; column < columns; column++) {
        most = Math.max(most, new Set(bands.map(({keys}) => keys[column])).size);
    }
    return total > 0 ? Math.max(1, height - gap * (most - 1)) / total : 0;
}

/** The nodes of a column from top to bottom, near the nodes that they come from. */
function place(bands, column, before, perUnit, size, last) {
    /** @type {Map<string, {value: number, pull: number}>} */
    const sums = new Map();
    for (const {keys, value} of bands) {
        const sum = sums.get(keys[column]) ?? {value: 0, pull: 0};
        const from = before?.get(keys[column - 1]);
        sum.value += value;
        sum.pull += value * (from ? from.y + from.height / 2 : -value);
        sums.set(keys[column], sum);
    }
    const order = [...sums].sort(
        ([one, a], [other, b]) =>
            Number(one === last) - Number(other === last) ||
            (before ? a.pull / a.value - b.pull / b.value : b.value - a.value),
    );
    const columns = bands[0].keys.length;
    const x = columns > 1 ? ((size.width - size.labelWidth - size.nodeWidth) * column) / (columns - 1) : 0;
    const placed = new Map();
    let y = 0;
    for (const [key, {value}] of order) {
        const height = value * perUnit;
        placed.set(key, {column, key, value, x, y, height});
        y += height + size.gap;
    }
    return placed;
}

/** @returns {Ribbon[]} */
function ribbons(bands, nodes, perUnit, nodeWidth) {
    const tops = nodes.map((byKey, column) => stack(bands, byKey, nodes, column, perUnit));
    return bands.map((band) => {
        const height = band.value * perUnit;
        const stops = band.keys.map((key, column) => {
            const node = /** @type {Node} */ (nodes[column].get(key));
            return {x: node.x, y: tops[column].get(band) ?? node.y};
        });
        return {...band, path: ribbon(stops, height, nodeWidth)};
    });
}

/** Where each band touches the nodes of a column: in the order of its other ends. */
function stack(bands, byKey, nodes, column, perUnit) {
    const y = (band, at) => nodes[at]?.get(band.keys[at])?.y ?? 0;
    const beside = column > 0 ? column - 1 : column + 1;
    const ordered = [...bands].sort((one, other) => y(one, beside) - y(other, beside));
    const next = new Map([...byKey].map(([key, node]) => [key, node.y]));
    const tops = new Map();
    for (const band of ordered) {
        const top = next.get(band.keys[column]);
        tops.set(band, top);
        next.set(band.keys[column], top + band.value * perUnit);
    }
    return tops;
}

/** A closed curve through the stops, as high as the band everywhere. */
function ribbon(stops, height, nodeWidth) {
    let path = '';
    for (let i = 1; i < stops.length; i++) {
        const from = {x: stops[i - 1].x + nodeWidth, y: stops[i - 1].y};
        const to = stops[i];
        const middle = (from.x + to.x) / 2;
        path +=
            `M${round(from.x)} ${round(from.y)}C${round(middle)} ${round(from.y)} ${round(middle)} ${round(to.y)} ${round(to.x)} ${round(to.y)}` +
            `V${round(to.y + height)}C${round(middle)} ${round(to.y + height)} ${round(middle)} ${round(from.y + height)} ${round(from.x)} ${round(from.y + height)}Z`;
    }
    return path;
}

/** @param {number} value */
function round(value) {
    return Math.round(value * 10) / 10;
}
