/** The start of the console: makes its parts. */

import {Api} from './api.js';
import {Clock} from './clock.js';
import {Colours} from './colours.js';
import {applyTheme} from './preferences.js';
import {QuestionStore} from './question.js';
import {Shell} from './shell.js';
import {Stream} from './stream.js';

applyTheme();
const root = /** @type {HTMLElement} */ (document.getElementById('console'));
const api = new Api();
/** @type {Shell | undefined} */
let shell;
const stream = new Stream(api, () => shell?.redraw());
shell = new Shell(root, {
    questions: new QuestionStore(),
    api,
    stream,
    clock: new Clock(),
    colours: new Colours(),
});
