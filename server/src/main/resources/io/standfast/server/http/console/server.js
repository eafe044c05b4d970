// What the server says: its pages, in JSON.

const TIMEOUT_MS = 8000;

class Refused extends Error {
    constructor(status, text) {
        super(text);
        this.status = status;
    }
}

// Nobody answered, or not in time.
class Unreachable extends Error {
}

// The admin who has logged in: only here, so it is gone with the page.
let admin = null;

async function ask(path, { timeoutMs = TIMEOUT_MS, ...options } = {}) {
    let answer;
    let text;
    try {
        // No credentials of the browser's own: it is not to ask for them in a window of its own, nor to keep ours.
        answer = await fetch(path, { credentials: 'omit', redirect: 'manual', cache: 'no-store',
            signal: AbortSignal.timeout(timeoutMs), ...options });
        text = await answer.text();
    } catch (error) {
        throw new Unreachable(error.name === 'TimeoutError' ? 'it did not answer in time' : 'nobody answers there');
    }
    if (answer.type === 'opaqueredirect') {
        throw new Refused(307, 'This node follows. Changes are made at the leader: open its console, see Cluster.');
    }
    let json = null;
    try {
        json = JSON.parse(text);
    } catch {
        // Its errors are mostly a line of text.
    }
    return { status: answer.status, json, text };
}

function reason(answer) {
    return answer.json?.error ?? (answer.text.trim() || 'it answered with status ' + answer.status);
}

// A page in JSON; null where there is no such page or thing.
async function look(path) {
    const answer = await ask(path);
    if (answer.status === 404) {
        return null;
    }
    if (answer.status !== 200 || answer.json === null) {
        throw new Refused(answer.status, reason(answer));
    }
    return answer.json;
}

// The path is in words; an order is posted, and may take as long as the server lets it.
async function adminAsk(credentials, path, query, order) {
    const headers = { Authorization: credentials };
    const options = order === null ? { headers } : { method: 'POST', body: toJson(order), timeoutMs: 30000,
        headers: { ...headers, 'Content-Type': 'application/json' } };
    const answer = await ask('/adminz/' + path.map(encodeURIComponent).join('/') + query, options);
    if (answer.status !== 200 || answer.json === null) {
        throw new Refused(answer.status, reason(answer));
    }
    return answer.json;
}

// As an admin; who is none any more is logged out.
async function asAdmin(path, { query = '', order = null } = {}) {
    // A dialog may still be open when its admin has been logged out.
    if (admin === null) {
        throw new Refused(401, 'Log in first.');
    }
    try {
        return await adminAsk(admin.credentials, path, query, order);
    } catch (error) {
        if (error.status === 401) {
            logOut('The credentials are not accepted any more: log in again.');
        }
        throw error;
    }
}

// Numbers that are too large for JavaScript are BigInts, which JSON.stringify does not write.
function toJson(order) {
    return '{' + Object.entries(order).filter(([, value]) => value !== undefined).map(([field, value]) =>
        JSON.stringify(field) + ':' + (typeof value === 'bigint' ? String(value) : JSON.stringify(value))).join(',') +
        '}';
}

function credentialsOf(user, secret) {
    if (user === '') {
        return 'Bearer ' + secret;
    }
    const plain = new TextEncoder().encode(user + ':' + secret);
    return 'Basic ' + btoa(Array.from(plain, byte => String.fromCharCode(byte)).join(''));
}

// What is known of this node, kept between two looks.
const node = { health: null, serverz: null, error: null, seenAt: null, samples: [], canChange: false };
const SAMPLES = 100;

async function lookAtNode() {
    const [health, serverz] = await Promise.all([ask('/healthz?ready'), ask('/streaming/serverz')]);
    if (health.json === null) {
        throw new Unreachable('what answers is no Standfast server, or it is overloaded: ' + reason(health));
    }
    node.health = health.json;
    node.canChange = health.json.role === 'Leader';
    node.error = null;
    node.seenAt = new Date();
    if (serverz.status === 200 && serverz.json !== null) {
        sample(serverz.json);
        node.serverz = serverz.json;
    } else if (node.health.role === 'Starting') {
        node.serverz = null;
    }
}

function sample(serverz) {
    const now = { at: performance.now(), inMsgs: serverz.in_msgs, inBytes: serverz.in_bytes,
        outMsgs: serverz.out_msgs, outBytes: serverz.out_bytes };
    const before = node.samples.at(-1);
    if (before && (node.serverz?.server_id !== serverz.server_id || before.inMsgs > now.inMsgs)) {
        node.samples = [];
    }
    node.samples.push(now);
    node.samples = node.samples.slice(-SAMPLES);
}

// Rates between each look and the one before.
function rates(field) {
    return node.samples.slice(1).map((now, i) => (now[field] - node.samples[i][field]) /
        Math.max(1e-3, (now.at - node.samples[i].at) / 1000));
}

// Rates of the channels that are looked at. What was trimmed in between makes bytes an estimate.
let channelSamples = new Map();

function withRates(channels) {
    const at = performance.now();
    const next = new Map();
    for (const channel of channels) {
        const before = channelSamples.get(channel.name);
        const messages = before ? channel.last_seq - before.last : -1;
        const seconds = before ? (at - before.at) / 1000 : 0;
        let result = before?.result ?? {};
        if (messages >= 0 && seconds >= 0.5) {
            const average = channel.msgs === 0 ? 0 : channel.bytes / channel.msgs;
            const stored = channel.first_seq === before.first ? channel.bytes - before.bytes : messages * average;
            result = { msgs: messages / seconds, bytes: Math.max(0, stored) / seconds };
        }
        const isKept = before && messages >= 0 && seconds < 0.5;
        next.set(channel.name, isKept ? before : { at, last: channel.last_seq, first: channel.first_seq,
            bytes: channel.bytes, result });
        channel.rates = result;
    }
    channelSamples = next;
    return channels;
}

// A subscription in the words of the other tools: standfast sub ls.
function describe(channel, subscription) {
    const queueName = subscription.queue_name ?? '';
    const colon = subscription.is_durable && queueName !== '' ? queueName.indexOf(':') : -1;
    const unsent = Math.max(0, channel.last_seq - Math.max(subscription.last_sent, channel.first_seq - 1));
    return {
        ...subscription,
        channel: channel.name,
        durable: colon < 0 ? subscription.durable_name ?? '' : queueName.slice(0, colon),
        queue: queueName.slice(colon + 1),
        lag: unsent + subscription.pending_count,
        state: subscription.is_offline ? 'offline' : subscription.is_stalled ? 'stalled' : unsent > 0 ? 'behind'
            : 'current'
    };
}

function describeAll(channel) {
    return (channel.subscriptions ?? []).map(subscription => describe(channel, subscription));
}
