/** What the codes of a flow mean, in words. */

/** Zeek's connection states. @type {Readonly<Record<string, string>>} */
const TCP_STATES = {
    S0: 'tried to connect, no answer',
    S1: 'connected, not closed',
    SF: 'connected and closed normally',
    REJ: 'connection refused',
    S2: 'connected, the source has closed its side',
    S3: 'connected, the destination has closed its side',
    RSTO: 'connected, then reset by the source',
    RSTR: 'connected, then reset by the destination',
    RSTOS0: 'the source sent a SYN and then a reset; no answer was seen',
    RSTRH: 'the destination answered and then reset; no SYN was seen',
    SH: 'the source sent a SYN and then a FIN; no answer was seen',
    SHR: 'the destination answered and then closed; no SYN was seen',
    OTH: 'seen midstream: neither its start nor its end',
};

/** @type {Readonly<Record<string, string>>} */
const END_REASONS = {
    'idle-timeout': 'no packets for the idle timeout',
    'active-timeout': 'reached the active timeout',
    'end-of-flow': 'closed by its ends',
    'forced-end': 'ended when Ringflow stopped',
    'lack-of-resources': 'left the table to make room',
};

/** @type {Readonly<Record<string, string>>} */
const INITIATOR_RULES = {
    syn: 'it sent the SYN',
    'syn-ack': 'the other end sent the SYN-ACK',
    'icmp-request': 'it sent the request',
    'first-packet': 'it sent the first packet that was seen',
};

/** @type {Readonly<Record<string, string>>} */
const GAP_CAUSES = {
    drops: 'the kernel dropped packets: the ring was full',
    'interface-down': 'the interface was down',
    'interface-missing': 'the interface did not exist',
    restart: 'the job was restarting',
};

/** @type {Readonly<Record<string, string>>} */
const FLAGS = {
    C: 'CWR',
    E: 'ECE',
    U: 'URG',
    A: 'ACK',
    P: 'PSH',
    R: 'RST',
    S: 'SYN',
    F: 'FIN',
};

/** What frames that are not IP carry most often. @type {Readonly<Record<string, string>>} */
const FRAME_TYPES = {
    'ethertype 0x0806': 'ARP (ethertype 0x0806)',
    'ethertype 0x88cc': 'LLDP (ethertype 0x88cc)',
    'ethertype 0x88f7': 'PTP (ethertype 0x88f7)',
    'llc 0x4242': 'spanning tree (llc 0x4242)',
    'snap 0x00000c2000': 'CDP (snap 0x00000c2000)',
};

/** @param {string} state Zeek's `conn_state` */
export const tcpStateText = (state) => TCP_STATES[state] ?? state;

/** @param {string} reason of a flow's end */
export const endReasonText = (reason) => END_REASONS[reason] ?? reason;

/** @param {string} rule why one end is the initiator */
export const initiatorText = (rule) => INITIATOR_RULES[rule] ?? rule;

/** @param {string} cause of a capture loss */
export const gapCauseText = (cause) => GAP_CAUSES[cause] ?? cause;

/** @param {string} type of a frame, or any other reason */
export const frameTypeText = (type) => FRAME_TYPES[type] ?? type;

/** TCP flags by their names. @param {string} letters of `CEUAPRSF` */
export const flagsText = (letters) => [...letters].map((letter) => FLAGS[letter] ?? letter).join(' ');
