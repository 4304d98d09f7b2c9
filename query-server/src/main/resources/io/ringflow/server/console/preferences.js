/** What the reader chose once for all tabs: theme and saved filters. Kept by the browser alone. */

const THEME = 'ringflow.theme';
const FILTERS = 'ringflow.filters';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** The chosen theme. @returns {Theme} */
export function theme() {
    const chosen = localStorage.getItem(THEME);
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Whether the page is dark at present. */
export function isDark() {
    return theme() === 'system'
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : theme() === 'dark';
}

/** Applies the chosen theme to the page, and follows the system until one is chosen. */
export function applyTheme() {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
}

/** Changes to the other theme. */
export function toggleTheme() {
    localStorage.setItem(THEME, isDark() ? 'light' : 'dark');
    applyTheme();
}

/** The saved filters, the newest first. @returns {string[]} */
export function savedFilters() {
    try {
        const filters = JSON.parse(localStorage.getItem(FILTERS) ?? '[]');
        return Array.isArray(filters) ? filters.filter((filter) => typeof filter === 'string') : [];
    } catch {
        return [];
    }
}

/** Saves a filter, or forgets it if it is saved. @param {string} filter */
export function toggleFilter(filter) {
    const others = savedFilters().filter((other) => other !== filter);
    const filters = others.length < savedFilters().length ? others : [filter, ...others];
    localStorage.setItem(FILTERS, JSON.stringify(filters.slice(0, 50)));
}
