/** What is going on: traffic over time, and who makes it. */

import {html} from '../lib/lit-html/lit-html.js';

/** @type {import('../view.js').View} */
export const overview = {
    id: 'overview',
    title: 'Overview',
    key: 'o',
    open: () => ({ask: () => {}, render: () => html``, close: () => {}}),
};
