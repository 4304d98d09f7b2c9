/** What else is known of a flow: how it went, what it carries, how its packets were. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {exact, scaled, span} from '../../numbers.js';
import {fieldValue} from '../parts/values.js';
import {endReasonText, initiatorText, tcpStateText} from '../parts/words.js';

const LABELS = {
    tlsSni: 'TLS server name',
    tlsAlpn: 'TLS protocols offered',
    ech: 'Encrypted ClientHello',
    dnsQuery: 'DNS question',
    httpHost: 'HTTP host',
};

/**
 * @param {import('../../view.js').Page} page
 * @param {Record<string, any>} flow
 */
export function facts(page, flow) {
    const fact = (title, content) => (content === nothing || content === undefined ? nothing : html`<dt>${title}</dt><dd>${content}</dd>`);
    const value = (field, text) => fieldValue(page, field, flow[field], text ? html`${flow[field]}` : flow[field]);
    const explained = (field, words) => (flow[field] === undefined ? nothing : html`${value(field)} <span class="quiet">${words(flow[field])}</span>`);
    return html`
        <dl class="facts">
            ${fact('TCP state', explained('tcpState', tcpStateText))}
            ${fact('Ended because', explained('endReason', endReasonText))}
            ${fact('Round trip', flow.rttMs === undefined ? nothing : `${scaled(flow.rttMs)} ms`)}
            ${fact('Zero windows', flow.zeroWindows === undefined ? nothing : exact(flow.zeroWindows))}
            ${fact('ICMP', flow.icmpType === undefined ? nothing : `type ${flow.icmpType}, code ${flow.icmpCode ?? 0}`)}
            ${Object.entries(flow.labels ?? {}).map(([label, text]) =>
                fact(LABELS[label] ?? label, fieldValue(page, 'labels.' + label, text)))}
            ${['ja4', 'dnsRcode'].map((field) => fact(field, value(field)))}
            ${fact('DNS answer after', flow.dnsLatencyMs === undefined ? nothing : span(flow.dnsLatencyMs))}
            ${fact('Initiator', explained('initiatorRule', initiatorText))}
            ${fact('VLAN', value('vlanId'))}
            ${fact('Tunnel', tunnel(page, flow.tunnel))}
            ${fact('DSCP', value('dscp'))}
            ${fact('Packet size', packetSize(flow))}
            ${fact('Community ID', value('communityId'))}
            ${fact('Flow ID', value('id'))}
        </dl>
    `;
}

/** @param {import('../../view.js').Page} page @param {Record<string, any> | undefined} tunnel */
function tunnel(page, tunnel) {
    return tunnel
        ? Object.entries(tunnel).map(([part, text]) => html`${fieldValue(page, 'tunnel.' + part, text)} `)
        : nothing;
}

/** @param {Record<string, any>} flow */
function packetSize({minPacketBytes, meanPacketBytes, maxPacketBytes}) {
    return maxPacketBytes === undefined
        ? nothing
        : `${minPacketBytes} to ${maxPacketBytes} B, mean ${Math.round(meanPacketBytes)} B`;
}
