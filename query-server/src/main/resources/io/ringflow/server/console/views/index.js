/** The views, in the order of the navigation. */

import {overview} from './overview.js';

/** @type {import('../view.js').View[]} */
export const VIEWS = [overview];
