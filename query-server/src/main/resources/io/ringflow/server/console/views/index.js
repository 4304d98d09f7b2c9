/** The views, in the order of the navigation. */

import {captures} from './captures.js';
import {conversations} from './conversations.js';
import {flow} from './flow.js';
import {flows} from './flows.js';
import {overview} from './overview.js';

/** @type {import('../view.js').View[]} */
export const VIEWS = [overview, flows, conversations, captures, flow];
