/** The dimensions that time series know, which the filter language knows by the same names. */

/** @typedef {{name: string, title: string}} Dimension */

/** @type {Dimension[]} */
export const DIMENSIONS = [
    {name: 'protocol', title: 'protocol'},
    {name: 'srcAddr', title: 'source'},
    {name: 'dstAddr', title: 'destination'},
    {name: 'addr', title: 'address'},
    {name: 'dstPort', title: 'destination port'},
    {name: 'port', title: 'port'},
    {name: 'host', title: 'host'},
    {name: 'interface', title: 'interface'},
    {name: 'vlanId', title: 'VLAN'},
    {name: 'labels.tlsSni', title: 'TLS name'},
    {name: 'labels.tlsAlpn', title: 'TLS protocol'},
    {name: 'labels.dnsQuery', title: 'DNS name'},
    {name: 'labels.httpHost', title: 'HTTP host'},
];

/**
 * A dimension in words.
 *
 * @param {string} name
 */
export function dimensionTitle(name) {
    return DIMENSIONS.find((dimension) => dimension.name === name)?.title ?? name;
}
