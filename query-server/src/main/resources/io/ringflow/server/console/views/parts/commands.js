/** The same question for a shell: as curl, and as ringflow command. */

const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * An argument as a POSIX shell reads it.
 *
 * @param {string} text
 */
export function shellQuote(text) {
    return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A request as curl command; a token is named, not shown.
 *
 * @param {URL} url of the API
 * @param {boolean} [token] whether the server wants one
 */
export function curlCommand(url, token = false) {
    const words = ['curl', '-s'];
    if (token) {
        words.push('-H', '"Authorization: Bearer $RINGFLOW_TOKEN"');
    }
    const plain = [...url.searchParams].every(([, value]) => PLAIN.test(value));
    if (plain) {
        words.push(shellQuote(url.href));
    } else {
        words.push('-G', shellQuote(url.origin + url.pathname));
        for (const [name, value] of url.searchParams) {
            words.push('--data-urlencode', shellQuote(`${name}=${value}`));
        }
    }
    return words.join(' ');
}

/**
 * A query as ringflow command.
 *
 * @param {string} command such as `flows`
 * @param {Record<string, string | undefined>} options by name without dashes; absent ones are left
 *     out
 * @param {string} server the URL of the server
 */
export function ringflowCommand(command, options, server) {
    const words = ['ringflow', ...command.split(' ').map(shellQuote)];
    for (const [name, value] of Object.entries(options)) {
        if (value) {
            words.push('--' + name, shellQuote(value));
        }
    }
    if (server !== 'http://127.0.0.1:8080') {
        words.push('--server', shellQuote(server));
    }
    return words.join(' ');
}
